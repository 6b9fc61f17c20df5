// The words of the page in two languages, and numbers as people read them.
import { data } from "./data.js";
import { state, zh } from "./state.js";

const WORDS = {
  zh: {
    other: "EN", otherLong: "Switch to English", find: "按名称、别名或拼音查找", filter: "筛选", share: "链接", shareLong: "复制此视图的链接", copied: "已复制", export: "导出", theme: "深浅色",
    classes: "类别", predicates: "关系", figures: "数据", undated: "未写明时间的,按报道日期", all: "全选", none: "全不选", reset: "清除筛选",
    graph: "关系图", facts: "事实", flows: "往来", time: "时间", map: "地图", ask: "查询",
    counts: (e, f, d) => `${e} 个实体 · ${f} 条事实 · ${d} 篇文献`, left: (e, f) => `,另有 ${e} 个实体、${f} 条事实未收入`, fewer: (n) => `,图上先画最重要的 ${n} 个`,
    nothing: "图中没有实体:所给文本中没有读到任何名称。", nohit: "没有这样的名称", close: "关闭", closer: "放大", farther: "缩小", whole: "全图",
    aliases: "又名", code: "区划代码", partOf: "隶属", documents: "出处文献", sources: "文献", untitled: "(无题)", planned: "计划", done: "已做", sure: "可信度",
    several: "数字不一,并列于此", differs: "数字不一", filtered: (n) => `另有 ${n} 条被筛选隐去`, textFile: "打开全文文件", unnamed: "未指明双方的数据", dashed: "虚线:仅为计划", thick: "线越粗,金额越大", by: "提供方", to: "接受方", nobody: "未指明", more: (n) => `再显示 ${n} 条`, nofacts: "文中提到,但没有读到关于它的事实。",
    source: "原文", canvas: "关系图。方向键移动,加减号缩放,0 看全图;按 / 查找", between: "两者之间", quotedIn: "引自此文的事实", onlyPieces: "(只收引文前后的部分)",
    around: "只看周围", steps: (n) => `${n} 步`, everything: "全部", path: "到另一实体的路径", pathTo: "路径终点:输入名称", paths: (n, k) => `最短路径 ${n} 条,各 ${k} 步`, nopath: "在当前筛选下,两者之间没有路径。", cancel: "取消",
    sum: (text, n) => `合计 ${text}(${n} 笔)`, left_out: "未计入", leftPart: (n) => `其中项 ${n}`, leftRepeat: (n) => `重复报道 ${n}`, leftPlanned: (n) => `计划 ${n}`, leftDiffering: (n) => `数字不一 ${n}`, part: "其中项",
    period: "时间", since: "自", until: "至", least: "金额至少", document: "文献", anyDocument: "全部文献", sureLeast: "可信度至少", mood: "状态", any: "不限", onlyPlanned: "仅计划", onlyDone: "仅已做", differing: "仅数字不一者",
    subject: "主体", relation: "关系", object: "客体", amount: "金额或数量", date: "时间", state: "状态", sentence: "原句", sort: "排序", byAmount: "金额由大到小", byDateUp: "由早到晚", byDate: "由晚到早", bySure: "可信度", bySource: "文献",
    noFacts: "没有符合筛选的事实。", factCount: (n) => `${n} 条事实`, published: "报道日期",
    supporters: "支援方", receivers: "受援方", flowsHint: "行给列;颜色越深,金额越大;数字下注明事实条数。点格子看原句。", noFlows: "没有支援或投资的事实。", allTo: "合计",
    noDates: "没有带日期的事实。", noMap: "图中的地点没有坐标。", mapHint: "底图的点是各县治所;弧线由提供方到接受方,粗细随金额。", support: "支援", invest: "投资",
    run: "运行", stop: "停止", running: "正在查询…", starting: "正在启动查询引擎…", rows: (n) => `${n} 行`, firstRows: (n) => `,只显示前 ${n} 行`, named: "现成的查询", ownQuery: "自己写", noRows: "没有结果。", failed: "查询无法执行:", shownOnly: "图太大,查询只及本页所含的事实。", yes: "是", no: "否", noEngine: "此浏览器无法启动查询引擎:",
    png: "图片 PNG", svg: "图片 SVG", csv: "事实 CSV", turtle: "子图 Turtle", hiddenBy: "筛选后没有可画的实体。", views: "视图", legend: "图例与筛选", panel: "详情", zoom: "缩放", nodeTip: "个事实", dateKnown: "原文所述时间", facing: "对照",
  },
  en: {
    other: "中文", otherLong: "切换到中文", find: "Find by name, alias or pinyin", filter: "Filter", share: "Link", shareLong: "Copy the link to this view", copied: "Copied", export: "Export", theme: "Light or dark",
    classes: "Classes", predicates: "Relations", figures: "Figures", undated: "where a fact has no date, the date of the report counts", all: "all", none: "none", reset: "Clear filters",
    graph: "Graph", facts: "Facts", flows: "Flows", time: "Timeline", map: "Map", ask: "Query",
    counts: (e, f, d) => `${e} entities · ${f} facts · ${d} documents`, left: (e, f) => `; ${e} more entities and ${f} more facts are not in the page`, fewer: (n) => `; the graph opens on the ${n} most important`,
    nothing: "There are no entities: no name was read in the texts given.", nohit: "no such name", close: "Close", closer: "Zoom in", farther: "Zoom out", whole: "Whole graph",
    aliases: "also", code: "division code", partOf: "part of", documents: "Mentioned in", sources: "Documents", untitled: "(untitled)", planned: "planned", done: "done", sure: "confidence",
    several: "figures differ, side by side", differs: "figures differ", filtered: (n) => `${n} more hidden by the filters`, textFile: "open the text file", unnamed: "Figures that name neither side", dashed: "dashed: only planned", thick: "the wider, the larger the amount", by: "by", to: "for", nobody: "not named", more: (n) => `Show ${n} more`, nofacts: "Named in the texts; no fact about it was read.",
    source: "source text", canvas: "Graph of relations. Arrow keys move, plus and minus zoom, 0 shows all; press / to find", between: "between the two", quotedIn: "Facts quoted from it", onlyPieces: "(only what stands around the quotations)",
    around: "Only around it", steps: (n) => (n === 1 ? "1 step" : `${n} steps`), everything: "all", path: "Path to another entity", pathTo: "End of the path: type a name", paths: (n, k) => `${n} shortest ${n === 1 ? "path" : "paths"} of ${k} ${k === 1 ? "step" : "steps"}`, nopath: "Under the present filters no path joins the two.", cancel: "Cancel",
    sum: (text, n) => `total ${text} (${n} ${n === 1 ? "amount" : "amounts"})`, left_out: "not added", leftPart: (n) => `parts of others ${n}`, leftRepeat: (n) => `repeated reports ${n}`, leftPlanned: (n) => `planned ${n}`, leftDiffering: (n) => `figures that differ ${n}`, part: "part of another",
    period: "Period", since: "from", until: "to", least: "Amount at least", document: "Document", anyDocument: "all documents", sureLeast: "Confidence at least", mood: "Status", any: "any", onlyPlanned: "planned only", onlyDone: "done only", differing: "only where figures differ",
    subject: "Subject", relation: "Relation", object: "Object", amount: "Amount or number", date: "Date", state: "Status", sentence: "Sentence", sort: "Sort", byAmount: "largest amount first", byDateUp: "earliest first", byDate: "latest first", bySure: "confidence", bySource: "document",
    noFacts: "No fact passes the filters.", factCount: (n) => `${n} ${n === 1 ? "fact" : "facts"}`, published: "date of the report",
    supporters: "Givers", receivers: "Receivers", flowsHint: "Rows give to columns; the darker, the larger; below the amount the number of facts. Click a cell for its sentences.", noFlows: "There are no facts of support or investment.", allTo: "all",
    noDates: "No fact has a date.", noMap: "No place in the graph has coordinates.", mapHint: "The ground is the county seats; arcs run from giver to receiver, wider for larger amounts.", support: "support", invest: "investment",
    run: "Run", stop: "Stop", running: "Running…", starting: "Starting the query engine…", rows: (n) => `${n} ${n === 1 ? "row" : "rows"}`, firstRows: (n) => `, the first ${n} shown`, named: "Named queries", ownQuery: "your own", noRows: "No rows.", failed: "The query cannot be run: ", shownOnly: "The graph is large: queries see only the facts that this page holds.", yes: "yes", no: "no", noEngine: "This browser cannot start the query engine: ",
    png: "Picture, PNG", svg: "Picture, SVG", csv: "Facts, CSV", turtle: "Subgraph, Turtle", hiddenBy: "Nothing is left to draw under the filters.", views: "Views", legend: "Legend and filters", panel: "Details", zoom: "Zoom", nodeTip: "facts", dateKnown: "date in the text", facing: "compare",
  },
};
const UNITS = { CNY: ["元", "CNY"], person: ["人", "people"], "person-time": ["人次", "person-times"], household: ["户", "households"], item: ["个", "items"], batch: ["批", "batches"], mu: ["亩", "mu"], km: ["公里", "km"], other: ["", ""], "": ["", ""] };
const QUALIFIERS = { about: ["约", "about "], over: ["超过", "over "], nearly: ["近", "nearly "] };

export const words = () => WORDS[state.language];
const pick = (pair) => pair[zh() ? 0 : 1];
export const term = (name) => (data.terms[name] || {})[state.language] || name;
export const comma = () => (zh() ? "、" : ", ");

// 425000000, "CNY" → 4.25亿元 or CNY 425 million. Takes digits, gives text.
export function readable(digits, unit) {
  const number = Number(digits);
  const short = (value, step) => (value / step).toLocaleString("en-US", { maximumFractionDigits: 4, useGrouping: true });
  let text;
  if (zh()) text = number >= 1e8 ? short(number, 1e8) + "亿" : number >= 1e4 ? short(number, 1e4) + "万" : short(number, 1);
  else text = number >= 1e9 ? short(number, 1e9) + " billion" : number >= 1e6 ? short(number, 1e6) + " million" : short(number, 1);
  const named = UNITS[unit] ? pick(UNITS[unit]) : term(unit);
  if (zh()) return text + (unit === "CNY" ? "元" : UNITS[unit] ? named : " " + named);
  return unit === "CNY" || /^[A-Z]{3}$/.test(unit) ? `${unit} ${text}` : `${text} ${named}`.trim();
}
export const qualified = (qualifier, text) => (QUALIFIERS[qualifier] ? pick(QUALIFIERS[qualifier]) : "") + text;
export const dated = (text) => (text || "").replace("/", " – ");
