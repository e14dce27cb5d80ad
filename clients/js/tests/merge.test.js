import assert from "node:assert/strict";
import { test } from "node:test";

import { merged } from "../merge.js";

const said = (text, ...evidence) => ({ text, kind: "reason", evidence, origin: "model" });
const item = (id, slot) => ({ id, slot, sentences: [said(`template ${id}`, "e1")], evidence: [{ id: "e1", at: 1 }] });

function frozen(value) {
  if (value && typeof value === "object") Object.values(Object.freeze(value)).forEach(frozen);
  return value;
}

const SLATE = frozen({ decision: "d1", headline: null, items: [item("a", 1), item("b", 2), item("c", 3)] });

test("the first event is the answer, and the last one is", () => {
  const other = { ...SLATE, items: [] };
  assert.equal(merged(null, { event: "slate", answer: SLATE }), SLATE);
  assert.equal(merged(SLATE, { event: "done", answer: other }), other);
});

test("sentences take the place of those that stood there, and what they cite comes along", () => {
  const sentences = [said("Because …", "e2"), said("And …", "e1")];
  const evidence = [{ id: "e2" }, { id: "e1", at: 2 }];
  const next = merged(SLATE, { event: "sentence", place: "item", item: "b", sentences, evidence });
  assert.deepEqual(next.items[1], { ...SLATE.items[1], sentences, evidence });
  assert.deepEqual([next.items[0], next.items[2]], [SLATE.items[0], SLATE.items[2]]);
  assert.equal(next.items[0], SLATE.items[0], "what did not change is the same object");
});

test("evidence that was known stays", () => {
  const event = { event: "sentence", place: "item", item: "a", sentences: [said("x", "e7")], evidence: [{ id: "e7" }] };
  assert.deepEqual(merged(SLATE, event).items[0].evidence.map((piece) => piece.id), ["e1", "e7"]);
});

test("lines above the slate are single", () => {
  for (const place of ["headline", "intro"]) {
    const next = merged(SLATE, { event: "sentence", place, item: null, sentences: [said("Picked for you")] });
    assert.equal(next[place].text, "Picked for you");
    assert.equal(next.items, SLATE.items);
  }
});

test("an order moves items and renumbers their slots", () => {
  const next = merged(SLATE, { event: "order", order: ["c", "a", "b"] });
  assert.deepEqual(next.items.map(({ id, slot }) => [id, slot]), [["c", 1], ["a", 2], ["b", 3]]);
  assert.deepEqual(SLATE.items.map(({ slot }) => slot), [1, 2, 3]);
});

test("an item that comes only at the end leaves its slot open, one that goes stands last until then", () => {
  const next = merged(SLATE, { event: "order", order: ["b", "new", "a"] });
  assert.deepEqual(next.items.map(({ id, slot }) => [id, slot]), [["b", 1], ["a", 3], ["c", 4]]);
});

test("what is not understood changes nothing", () => {
  for (const event of [
    { event: "sentence", place: "item", item: "gone", sentences: [said("x")] },
    { event: "sentence", place: "footer", item: "a", sentences: [said("x")] },
    { event: "later-version" },
  ]) {
    assert.equal(merged(SLATE, event), SLATE);
  }
});

test("nothing comes of what comes before the slate", () => {
  assert.equal(merged(null, { event: "order", order: ["a"] }), null);
  assert.equal(merged(null, { event: "sentence", place: "intro", item: null, sentences: [said("x")] }), null);
});
