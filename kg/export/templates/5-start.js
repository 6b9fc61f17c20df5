// The whole page: put the words in, draw, listen.
function showWords() {
  document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
  const facts = [...data.relations, ...data.observations].reduce((sum, fact) => sum + fact.said.length, 0);
  const { left } = data;
  at("counts").textContent = words().counts(data.entities.length, facts, data.documents.length) + (left.entities || left.facts ? words().left(left.entities, left.facts) : "");
  at("counts").title = at("counts").textContent;
  at("query").placeholder = words().find;
  at("query").setAttribute("aria-label", words().find);
  at("filter").textContent = words().filter;
  at("language").textContent = words().other;
  at("nothing").textContent = words().nothing;
  at("graph").setAttribute("aria-label", words().map);
  for (const id of ["closer", "farther", "whole"]) { at(id).title = words()[id]; at(id).setAttribute("aria-label", words()[id]); }
  showLegend();
  showPanel();
}
function openMark() {
  let wanted = "";
  try { wanted = decodeURIComponent(location.hash.slice(1)); } catch { return; }
  const id = data.entities.findIndex((entity) => entity.iri === wanted);
  if (id >= 0) select({ node: id }, true);
}

readTheme();
const empty = data.entities.length === 0;
at("nothing").hidden = !empty;
for (const id of ["graph", "zoom", "filter", "search"]) at(id).hidden = empty;
showWords();
if (!empty) {
  toggleLegend(!narrow.matches);
  startNetwork();
  openMark();
}
at("language").addEventListener("click", () => { language = language === "zh" ? "en" : "zh"; showWords(); });
at("filter").addEventListener("click", () => { if (narrow.matches && selected) select(null); toggleLegend(at("legend").hidden); });
at("counts").addEventListener("click", () => select({ sources: true }));
at("closer").addEventListener("click", () => zoom(1.4));
at("farther").addEventListener("click", () => zoom(1 / 1.4));
at("whole").addEventListener("click", () => showWhole(true));
at("query").addEventListener("input", showHits);
at("query").addEventListener("focus", () => { at("query").select(); showHits(); });
at("query").addEventListener("blur", () => { at("hits").hidden = true; at("query").setAttribute("aria-expanded", "false"); });
at("query").addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    if (hits.length) chosen = (chosen + (event.key === "ArrowDown" ? 1 : -1) + hits.length) % hits.length;
    markHit();
    event.preventDefault();
  } else if (event.key === "Enter" && hits.length) take(Math.max(chosen, 0));
});
addEventListener("keydown", (event) => { if (event.key === "Escape") { at("query").blur(); select(null); } });
addEventListener("hashchange", openMark);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readTheme(); restyle(); });
window.duikou = { network, select: (iri) => select({ node: data.entities.findIndex((entity) => entity.iri === iri) }, true) };
