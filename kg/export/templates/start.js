// The whole page: words in, views on, keys and buttons heard.
import { startAsk } from "./ask.js";
import { at, data, entities, narrow, nodeOf } from "./data.js";
import { button } from "./dom.js";
import { startExports } from "./exports.js";
import { facts } from "./facts.js";
import { picker } from "./finder.js";
import { startFlows } from "./flows.js";
import { fit, startGraph, theDrawing } from "./graph.js";
import { showLegend, startLegend, toggleLegend } from "./legend.js";
import { readTheme } from "./looks.js";
import { startMap } from "./map.js";
import { showPanel, startPanel } from "./panel.js";
import { work, visible } from "./shown.js";
import { change, fromAddress, onChange, state, VIEWS } from "./state.js";
import { startTable } from "./table.js";
import { startTimeline } from "./timeline.js";
import { words } from "./words.js";

function showWords() {
  const w = words(),
    { left } = data,
    first = nodeOf.filter((node) => !node.hidden).length;
  document.documentElement.lang = state.language === "zh" ? "zh-CN" : "en";
  const more = left.entities || left.facts ? w.left(left.entities, left.facts) : "";
  at("counts").textContent =
    w.counts(entities.length, facts.length, data.documents.length) +
    more +
    (first < entities.length ? w.fewer(first) : "");
  at("counts").title = at("counts").textContent;
  at("search").replaceChildren(
    picker(
      w.find,
      (id) => {
        if (narrow.matches) toggleLegend(false);
        open(id);
      },
      "query",
    ),
  );
  for (const id of ["filter", "export", "share"]) at(id).textContent = w[id];
  at("share").title = w.shareLong;
  at("share").setAttribute("aria-label", w.shareLong);
  at("language").textContent = w.other;
  at("language").title = w.otherLong;
  at("theme").title = w.theme;
  at("theme").setAttribute("aria-label", w.theme);
  at("nothing").textContent = w.nothing;
  at("hiddenBy").textContent = w.hiddenBy;
  for (const [id, label] of [
    ["graph", "canvas"],
    ["closer", "closer"],
    ["farther", "farther"],
    ["whole", "whole"],
    ["legend", "legend"],
    ["panel", "panel"],
    ["tabs", "views"],
  ])
    at(id).setAttribute("aria-label", w[label]);
  for (const id of ["closer", "farther", "whole"]) at(id).title = w[id];
  showTabs();
}
// An entity that was looked for is shown even where a filter hides its class; a view of facts shows its own.
function open(id) {
  const classes = new Set(state.filters.classes),
    hidden = classes.delete(entities[id].type);
  change({
    pick: { node: id },
    depth: 0,
    follow: true,
    ...(hidden ? { filters: { ...state.filters, classes } } : {}),
    ...(state.view === "ask" ? { view: "graph" } : {}),
  });
}
function showTabs() {
  at("tabs").replaceChildren(
    ...VIEWS.map((view) => {
      const tab = button("tab", words()[view], () => change({ view }));
      tab.dataset.view = view;
      tab.setAttribute("role", "tab");
      tab.setAttribute("aria-selected", String(state.view === view));
      tab.tabIndex = state.view === view ? 0 : -1;
      return tab;
    }),
  );
}
function showView() {
  const graph = state.view === "graph";
  for (const id of ["graph", "zoom"]) at(id).hidden = !graph;
  at("hiddenBy").hidden = !graph || visible.count > 0;
  at("tip").hidden = true;
  at("view").hidden = graph;
  for (const tab of at("tabs").children) {
    tab.setAttribute("aria-selected", String(tab.dataset.view === state.view));
    tab.tabIndex = tab.dataset.view === state.view ? 0 : -1;
  }
}
// What a bookmark is called.
function showTitle() {
  const { pick } = state,
    ends = !pick ? [] : pick.node !== undefined ? [pick.node] : pick.pair || pick.path || [];
  document.title = [ends.map((id) => entities[id].name.slice(0, 60)).join(" – "), "对口 Duikou"]
    .filter(Boolean)
    .join(" · ");
}
function showTheme() {
  if (state.theme) document.documentElement.dataset.theme = state.theme;
  else delete document.documentElement.dataset.theme;
  readTheme();
}
const isDark = () => (state.theme ? state.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches);

function listen() {
  at("language").addEventListener("click", () => change({ language: state.language === "zh" ? "en" : "zh" }));
  at("theme").addEventListener("click", () => change({ theme: isDark() ? "light" : "dark" }));
  at("filter").addEventListener("click", () => {
    if (narrow.matches && state.pick) change({ pick: null, depth: 0 });
    toggleLegend(at("legend").hidden);
  });
  at("counts").addEventListener("click", () => change({ pick: { documents: true } }));
  at("closer").addEventListener("click", () => theDrawing().zoom(1.4));
  at("farther").addEventListener("click", () => theDrawing().zoom(1 / 1.4));
  at("whole").addEventListener("click", () => fit(true));
  at("share").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
    } catch {
      // a page from disk may not always use the clipboard: the browser's own copying can
      const field = document.createElement("textarea");
      field.value = location.href;
      document.body.append(field);
      field.select();
      document.execCommand("copy");
      field.remove();
    }
    at("share").textContent = words().copied;
    setTimeout(() => {
      at("share").textContent = words().share;
    }, 1500);
  });
  at("tabs").addEventListener("keydown", (event) => {
    const step = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    if (!step) return;
    change({ view: VIEWS[(VIEWS.indexOf(state.view) + step + VIEWS.length) % VIEWS.length] });
    at("tabs").querySelector('[aria-selected="true"]').focus();
  });
  addEventListener("keydown", (event) => {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key === "Escape") {
      if (typing) event.target.blur();
      else change({ pick: null, depth: 0 });
    } else if (event.key === "/" && !typing) {
      event.preventDefault();
      at("query").focus();
    }
  });
  addEventListener("hashchange", () => change({ ...fromAddress(), follow: true }));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => change({ theme: state.theme }));
}

const empty = entities.length === 0;
Object.assign(state, fromAddress());
showTheme();
work();
onChange((patch) => {
  if ("theme" in patch) showTheme();
  if ("language" in patch) showWords();
  work();
  showView();
  showTitle();
});
showWords();
for (const id of ["search", "filter", "export", "share", "tabs"]) at(id).hidden = empty;
at("nothing").hidden = !empty;
showView();
if (empty) for (const id of ["graph", "zoom", "hiddenBy", "view"]) at(id).hidden = true;
else {
  showLegend();
  toggleLegend(!narrow.matches);
  startLegend();
  startPanel();
  showPanel();
  startGraph();
  for (const start of [startTable, startFlows, startTimeline, startMap, startAsk]) start();
  startExports();
  change({ view: state.view, pick: state.pick, depth: state.depth, query: state.query, follow: true });
}
listen();
window.duikou = {
  state,
  change,
  visible,
  get drawing() {
    return theDrawing();
  },
};
