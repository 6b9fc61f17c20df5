// Finding entities by name, alias, pinyin, initials and English words.
import { data, entities } from "./data.js";

// What two spellings of one name share: width, case, and no blanks or characters that nobody sees.
const folded = (text) =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s·'’\-\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "");
const index = entities.map((entity) => ({
  forms: [entity.name, ...(entity.aliases || []), ...(entity.english || [])].map((form) => ({
    form,
    flat: folded(form),
  })),
  class:
    Object.values(data.terms[entity.type] || {})
      .join(" ")
      .toLowerCase() +
    " " +
    entity.type.toLowerCase(),
}));

// Whether the letters spell the name from character `start` on, each syllable whole, by its beginning at the end of what
// was typed, or by its initials; a character may have several readings. Gives the number of characters read, or 0.
function spelt(characters, start, letters) {
  const { readings } = data;
  const full = (at, rest) => {
    if (!rest) return at;
    const own = at < characters.length ? readings[characters[at]] || [characters[at]] : [];
    for (const reading of own) {
      if (rest.startsWith(reading)) {
        const end = full(at + 1, rest.slice(reading.length));
        if (end) return end;
      } else if (reading.startsWith(rest)) return at + 1;
    }
    return 0;
  };
  const end = full(start, letters);
  if (end) return end - start;
  for (let i = 0; i < letters.length; i++) {
    const own = readings[characters[start + i]];
    if (!own || !own.some((reading) => reading[0] === letters[i])) return 0;
  }
  return letters.length;
}
function bySound(form, letters) {
  if (letters.length < 2) return null;
  const characters = [...form];
  for (let start = 0; start < characters.length; start++) {
    const read = spelt(characters, start, letters);
    if (read) return 3 + (start > 0 ? 1 : 0) + (read < characters.length ? 0.5 : 0);
  }
  return null;
}
// How well a form is what was typed: 0 is the name itself; null is not at all.
function rank({ form, flat }, wanted) {
  if (flat === wanted) return 0;
  const place = flat.indexOf(wanted);
  if (place >= 0) return place === 0 ? 1 : 2;
  return /^[a-z]+$/.test(wanted) ? bySound(form, wanted) : null;
}
export function find(text, most = 12) {
  const whole = folded(text),
    tokens = text.toLowerCase().split(/\s+/).map(folded).filter(Boolean);
  if (!whole) return entities.slice(0, most).map((entity, id) => ({ id, form: entity.name, rank: 9 }));
  const found = [];
  index.forEach(({ forms, class: kind }, id) => {
    let best = null;
    for (const form of forms) {
      const one = rank(form, whole);
      if (one !== null && (!best || one < best.rank)) best = { id, form: form.form, rank: one };
    }
    // Several words: each in a name by itself or by sound, or a word for the class (zhong county, Fengjie bridge).
    if (!best && tokens.length > 1) {
      const ranks = tokens.map((token) =>
        Math.min(
          ...forms.map((form) => rank(form, token) ?? Infinity),
          token.length > 2 && kind.includes(token) ? 4 : Infinity,
        ),
      );
      if (ranks.every(Number.isFinite) && ranks.some((one) => one < 4.9))
        best = { id, form: forms[0].form, rank: 3 + Math.max(...ranks) / 4 };
    }
    if (best) found.push(best);
  });
  return found.sort((a, b) => a.rank - b.rank || a.id - b.id).slice(0, most);
}
