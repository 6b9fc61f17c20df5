// What the page holds, its words in two languages, numbers as people read them, and small tools.
const read = (id) => JSON.parse(document.getElementById(id).textContent);
const data = read("data"), drawn = read("network");
const at = (id) => document.getElementById(id);
const narrow = matchMedia("(max-width: 700px)");
const calm = matchMedia("(prefers-reduced-motion: reduce)");

// ---- words of the page -------------------------------------------------------------------------------------------
const WORDS = {
  zh: {
    other: "EN", find: "按名称或别名查找", filter: "筛选", classes: "类别", predicates: "关系", all: "全选", none: "全不选",
    counts: (e, f, d) => `${e} 个实体 · ${f} 条事实 · ${d} 篇文献`, left: (e, f) => `,另有 ${e} 个实体、${f} 条事实未画出`,
    nothing: "图中没有实体:所给文本中没有读到任何名称。", nohit: "没有这样的名称", close: "关闭", closer: "放大", farther: "缩小", whole: "全图",
    aliases: "又名", code: "区划代码", partOf: "隶属", documents: "出处文献", sources: "文献", untitled: "(无题)", planned: "计划", sure: "可信度",
    several: "数字不止一个,按报道先后并列", unnamed: "未指明双方的数据", dashed: "虚线:仅为计划", by: "提供方", to: "接受方", nobody: "未指明", more: (n) => `再显示 ${n} 条`, nofacts: "文中提到,但没有读到关于它的事实。",
    source: "原文", map: "关系图:点一个点或一条线,看事实和原句", between: "两者之间",
  },
  en: {
    other: "中文", find: "Find by name or alias", filter: "Filter", classes: "Classes", predicates: "Relations", all: "all", none: "none",
    counts: (e, f, d) => `${e} entities · ${f} facts · ${d} documents`, left: (e, f) => `; ${e} more entities and ${f} more facts are not drawn`,
    nothing: "There are no entities: no name was read in the texts given.", nohit: "no such name", close: "Close", closer: "Zoom in", farther: "Zoom out", whole: "Whole graph",
    aliases: "also", code: "division code", partOf: "part of", documents: "Mentioned in", sources: "Documents", untitled: "(untitled)", planned: "planned", sure: "confidence",
    several: "more than one figure, oldest report first", unnamed: "Figures that name neither side", dashed: "dashed: only planned", by: "by", to: "for", nobody: "not named", more: (n) => `Show ${n} more`, nofacts: "Named in the texts; no fact about it was read.",
    source: "source text", map: "Graph of relations: click a node or a line to read the facts and their sentences", between: "between the two",
  },
};
const UNITS = { CNY: ["元", "CNY"], person: ["人", "people"], "person-time": ["人次", "person-times"], household: ["户", "households"], item: ["个", "items"], batch: ["批", "batches"], mu: ["亩", "mu"], km: ["公里", "km"], other: ["", ""], "": ["", ""] };
const QUALIFIERS = { about: ["约", "about "], over: ["超过", "over "], nearly: ["近", "nearly "] };
const STROKES = { supports: "aid", pairedWith: "aid", built: "work", operates: "work", produces: "work", investsIn: "money", attracted: "money", signedWith: "money", cooperatesWith: "ties" };

let language = (navigator.language || "en").toLowerCase().startsWith("zh") ? "zh" : "en";
const words = () => WORDS[language];
const pick = (pair) => pair[language === "zh" ? 0 : 1];
const term = (name) => (data.terms[name] || {})[language] || name;

function readable(digits, unit) {
  const number = Number(digits);
  const short = (value, step) => (value / step).toLocaleString("en-US", { maximumFractionDigits: 4, useGrouping: true });
  let text;
  if (language === "zh") text = number >= 1e8 ? short(number, 1e8) + "亿" : number >= 1e4 ? short(number, 1e4) + "万" : short(number, 1);
  else text = number >= 1e9 ? short(number, 1e9) + " billion" : number >= 1e6 ? short(number, 1e6) + " million" : short(number, 1);
  const named = UNITS[unit] ? pick(UNITS[unit]) : term(unit);
  if (language === "zh") return text + (unit === "CNY" ? "元" : UNITS[unit] ? named : " " + named);
  return unit === "CNY" || /^[A-Z]{3}$/.test(unit) ? `${unit} ${text}` : `${text} ${named}`.trim();
}

// ---- small tools -------------------------------------------------------------------------------------------------
function make(tag, className, ...inside) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...inside.filter((piece) => piece !== null && piece !== undefined && piece !== ""));
  return element;
}
const name = (text) => make("bdi", "", text);
function button(className, text, act) {
  const element = make("button", className, text);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}
const OUTLINES = {
  dot: "M8 1.5a6.5 6.5 0 1 0 0 13a6.5 6.5 0 1 0 0-13z", square: "M2 2h12v12H2z", diamond: "M8 0.5L15.5 8L8 15.5L0.5 8z", triangle: "M8 1L15.5 14.5H0.5z",
  triangleDown: "M8 15L0.5 1.5H15.5z", hexagon: "M4 1.2h8L16 8l-4 6.8H4L0 8z", star: "M8 0l2.1 5.4L16 5.9l-4.5 3.8L13 15.5L8 12.3L3 15.5l1.5-5.8L0 5.9l5.9-.5z",
};
const groups = drawn.options.groups;
function swatch(type) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "swatch");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  const group = groups[type] || {};
  path.setAttribute("d", OUTLINES[group.shape || "dot"]);
  path.setAttribute("fill", group.color || "#888888");
  svg.append(path);
  return svg;
}
