// Search by name or alias, the legend and its filters.
let hits = [], chosen = -1;
function find(text) {
  const wanted = text.trim().toLowerCase();
  const found = [];
  data.entities.forEach((entity, id) => {
    let best = null;
    for (const form of [entity.name, ...(entity.aliases || [])]) {
      const lower = form.toLowerCase(), place = lower.indexOf(wanted);
      if (place < 0) continue;
      const rank = lower === wanted ? 0 : place === 0 ? 1 : 2;
      if (best === null || rank < best.rank) best = { id, form, rank };
    }
    if (best !== null) found.push(best);
  });
  return found.sort((a, b) => a.rank - b.rank || a.id - b.id).slice(0, 12);
}
function showHits() {
  const box = at("hits"), query = at("query");
  hits = find(query.value);
  chosen = hits.length && query.value.trim() ? 0 : -1;
  box.replaceChildren(...hits.map((hit, index) => {
    const entity = data.entities[hit.id];
    const also = hit.form === entity.name ? term(entity.type) : `${hit.form} · ${term(entity.type)}`;
    const item = make("li", "", swatch(entity.type), make("bdi", "name", entity.name), make("small", "", also));
    item.setAttribute("role", "option");
    item.id = "hit" + index;
    item.addEventListener("pointerdown", (event) => { event.preventDefault(); take(index); });
    return item;
  }));
  if (!hits.length) box.append(make("li", "none", words().nohit));
  box.hidden = false;
  query.setAttribute("aria-expanded", "true");
  markHit();
}
function markHit() {
  [...at("hits").children].forEach((item, index) => item.setAttribute("aria-selected", String(index === chosen)));
  if (chosen >= 0) { at("query").setAttribute("aria-activedescendant", "hit" + chosen); at("hits").children[chosen].scrollIntoView({ block: "nearest" }); }
  else at("query").removeAttribute("aria-activedescendant");
}
function take(index) {
  const { id } = hits[index];
  if (hiddenClasses.delete(data.entities[id].type)) showLegend();
  at("query").value = data.entities[id].name;
  closeLists();
  at("query").blur();
  select({ node: id }, true);
}
function closeLists() {
  at("hits").hidden = true;
  at("query").setAttribute("aria-expanded", "false");
  if (narrow.matches) toggleLegend(false);
}

// ---- legend and filters ------------------------------------------------------------------------------------------
function tally(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) || 0) + 1);
  return counts;
}
const classCounts = tally(data.entities.map((entity) => entity.type));
const predicateCounts = tally(drawn.edges.flatMap((edge) => edge.predicates));
function choices(title, counts, hiddenOnes, order, sign) {
  const keys = [...counts.keys()].sort((a, b) => order(a) - order(b) || (a < b ? -1 : 1));
  const every = button("", hiddenOnes.size ? words().all : words().none, () => {
    if (hiddenOnes.size) hiddenOnes.clear();
    else keys.forEach((key) => hiddenOnes.add(key));
    showLegend();
    select(selected);
  });
  return [make("h2", "", title, every), ...keys.map((key) => {
    const box = make("input");
    box.type = "checkbox";
    box.checked = !hiddenOnes.has(key);
    box.addEventListener("change", () => {
      if (box.checked) hiddenOnes.delete(key);
      else hiddenOnes.add(key);
      showLegend();
      select(selected);
    });
    const label = make("label", "", box, sign(key), make("span", "", term(key)), make("small", "", String(counts.get(key))));
    label.dataset.key = key;
    return label;
  })];
}
function showLegend() {
  const classOrder = (key) => (data.classes.includes(key) ? data.classes.indexOf(key) : 99);
  const predicateOrder = (key) => (key === "partOf" ? 1 : -predicateCounts.get(key));
  at("legend").replaceChildren(
    ...choices(words().classes, classCounts, hiddenClasses, classOrder, swatch),
    ...choices(words().predicates, predicateCounts, hiddenPredicates, predicateOrder, (key) => make("span", "stroke " + (STROKES[key] || ""))),
    ...(drawn.edges.some((edge) => edge.planned) ? [make("p", "", words().dashed)] : []),
  );
}
function toggleLegend(on) {
  at("legend").hidden = !on;
  at("filter").setAttribute("aria-expanded", String(on));
}
