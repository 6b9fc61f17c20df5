// Adds amounts with care: no part beside its whole, no report twice, no plan among deeds, nothing of which figures differ.
import { facts } from "./facts.js";

const same = (a, b) => !a || !b || a === b;
// Takes facts; gives the totals by currency, how many amounts went in, and how many were left out for which reason.
export function careful(some) {
  const totals = new Map(),
    taken = new Map(),
    left = { part: 0, repeat: 0, planned: 0, differing: 0 };
  let counted = 0;
  for (const fact of some) {
    if (fact.kind !== "relation" || !fact.amounts.length) continue;
    const key = `${fact.amounts.join()} ${fact.unit}`,
      alike = taken.get(key) || [];
    if (fact.planned) left.planned++;
    else if (fact.part) left.part++;
    else if (fact.differs || fact.amounts.length > 1) left.differing++;
    else if (alike.some((other) => again(other, fact))) left.repeat++;
    else {
      taken.set(key, [...alike, fact]);
      counted++;
      totals.set(fact.unit, (totals.get(fact.unit) || 0) + fact.amounts[0]);
    }
  }
  return { totals, counted, left };
}
// Whether two facts with the same amount tell of one payment: the same sentence names both (two givers of one sum), or
// they join the same two and their dates do not part them.
function again(a, b) {
  const quoted = new Set(a.said.passages || []);
  if ((b.said.passages || []).some((number) => quoted.has(number))) return true;
  return a.group === b.group && same(a.own, b.own);
}
// What one side gave another, in CNY: the added amounts, or the largest total that a text states, whichever is more.
export function given(some) {
  const added = careful(some).totals.get("CNY") || 0;
  let stated = 0;
  for (const fact of some)
    if (fact.kind === "figure" && fact.unit === "CNY" && !fact.planned && !fact.part)
      stated = Math.max(stated, ...fact.amounts);
  return Math.max(added, stated);
}
const FLOWS = new Set([
  "supports",
  "investsIn",
  "AidFunds",
  "CooperationFunds",
  "AgreedInvestment",
  "ActualInvestment",
]);
export const flowFacts = () => facts.filter((fact) => fact.s.length && fact.o.length && FLOWS.has(fact.predicate));
