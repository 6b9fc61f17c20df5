// The sentences of a fact, marked in the text they stand in, with the document's title, publisher and date.
import { data } from "./data.js";
import { button, make, name } from "./dom.js";
import { change } from "./state.js";
import { dated, words } from "./words.js";

const BEFORE = 46,
  AFTER = 34; // characters shown before and after a sentence: about a line of the panel
const NEAR = 120; // characters between two sentences up to which they are shown in one piece
const GAP = 40; // characters between them that are shown; more is cut out

// Source texts count in characters, JavaScript in half pairs; only texts that hold such pairs need the longer way.
const letters = new Map();
function pieceOf(number, start, end) {
  for (const piece of (data.documents[number] || {}).text || []) {
    if (!letters.has(piece)) letters.set(piece, /[\ud800-\udfff]/.test(piece[1]) ? [...piece[1]] : piece[1]);
    const text = letters.get(piece);
    if (start >= piece[0] && end <= piece[0] + text.length)
      return {
        offset: piece[0],
        text,
        slice: (a, b) => {
          const part = text.slice(Math.max(0, a - piece[0]), Math.max(0, b - piece[0]));
          return typeof part === "string" ? part : part.join("");
        },
      };
  }
  return null;
}
// Lines that were wrapped in the source run on here, as they read; paragraphs are parted by a blank.
const run = (text) =>
  text
    .replace(/[ \t\u3000]*\n\s*\n\s*/g, "\u3000")
    .replace(/[ \t\u3000]*\r?\n[ \t]*/g, "")
    .replace(/[ \t]{2,}/g, " ");
export function sentence(number) {
  const [document, start, end, text] = data.passages[number];
  if (text !== undefined) return text;
  const piece = pieceOf(document, start, end);
  return piece ? run(piece.slice(start, end)) : "";
}
export const mainSentence = (fact) =>
  fact.said.passages && fact.said.passages.length ? sentence(fact.said.passages[0]) : "";

function quotation(document, passages, main) {
  const own = passages.map((number) => data.passages[number]);
  const without = own.filter((one) => one[3] !== undefined || !pieceOf(document, one[1], one[2]));
  if (without.length)
    return passages.map((number) =>
      make(
        "blockquote",
        number === main ? "" : "context",
        make("mark", number === main ? "main" : "", sentence(number)),
      ),
    );
  const spans = passages
    .map((number, i) => ({ start: own[i][1], end: own[i][2], main: number === main }))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const groups = [];
  for (const span of spans) {
    const last = groups[groups.length - 1];
    if (last && span.start - last.end < NEAR) {
      last.spans.push(span);
      last.end = Math.max(last.end, span.end);
    } else groups.push({ start: span.start, end: span.end, spans: [span] });
  }
  const leads = (group) => group.spans.some((span) => span.main);
  groups.sort((a, b) => leads(b) - leads(a) || a.start - b.start); // what makes the claim first, then what it leans on
  return groups.map(({ start, end, spans: marks }) => {
    const { slice, offset, text } = pieceOf(document, start, end);
    const quote = make("blockquote", marks.some((mark) => mark.main) ? "" : "context");
    const from = Math.max(offset, start - BEFORE),
      to = Math.min(offset + text.length, end + AFTER);
    // The text around begins and ends with its paragraph.
    const before = slice(from, start).split("\n\n").pop(),
      after = slice(end, to).split("\n\n")[0];
    quote.append(make("span", "around", (from > 0 ? "…" : "") + run(before).trimStart()));
    let at = start;
    for (const mark of marks) {
      if (mark.end <= at && mark !== marks[0]) continue;
      const begin = Math.max(at, mark.start);
      if (begin > at) quote.append(make("span", "around", begin - at > GAP ? " … " : run(slice(at, begin))));
      quote.append(make("mark", mark.main ? "main" : "", run(slice(begin, mark.end))));
      at = mark.end;
    }
    quote.append(make("span", "around", run(after).trimEnd() + "…"));
    return quote;
  });
}
// All that a fact was read from, document by document, the main sentence marked strongest.
export function quotations(fact) {
  const byDocument = new Map();
  for (const number of fact.said.passages || []) {
    const [document] = data.passages[number];
    if (!byDocument.has(document)) byDocument.set(document, []);
    byDocument.get(document).push(number);
  }
  const shown = [];
  for (const [document, passages] of byDocument)
    shown.push(...quotation(document, passages, passages[0]), source(document));
  const end = shown[shown.length - 1];
  if (end && fact.sure < 1) end.append(" ", make("span", "whole", `· ${words().sure} ${fact.sure.toFixed(2)}`));
  return shown;
}
export function source(number) {
  const from = data.documents[number],
    line = make("p", "source");
  if (!from) return line;
  line.append(
    button("link plain", name(from.title || from.source || words().untitled), () =>
      change({ pick: { document: number }, depth: 0 }),
    ),
  );
  for (const part of [from.publisher, from.date]) if (part) line.append(" ", make("span", "whole", "· ", name(part)));
  return line;
}
// A document's text, with all that was quoted from it marked.
export function wholeText(number) {
  const spans = data.passages
    .filter(([document]) => document === number)
    .map(([, start, end]) => [start, end])
    .sort((a, b) => a[0] - b[0] || b[1] - a[1]);
  return ((data.documents[number] || {}).text || []).map(([offset, text], index, all) => {
    const length = pieceOf(number, offset, offset + 1) ? pieceOf(number, offset, offset + 1).text.length : text.length;
    const block = make("div", "text"),
      piece = pieceOf(number, offset, offset + length);
    if (offset > 0 || index > 0) block.append("… ");
    let place = offset;
    for (const [start, end] of spans) {
      if (start < offset || end > offset + length || end <= place) continue;
      const begin = Math.max(place, start);
      block.append(piece.slice(place, begin), make("mark", "", piece.slice(begin, end)));
      place = end;
    }
    block.append(piece.slice(place, offset + length));
    if (all.length > 1 || offset > 0) block.append(" …");
    return block;
  });
}
export const datesOf = (fact) => dated(fact.own);
