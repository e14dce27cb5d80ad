// A shelf that is full at once, and whose sentences get better while one looks at it.

import { Frankly } from "../../clients/js/frankly.js";

const here = new URLSearchParams(location.search);
const service = here.get("service") ?? "http://127.0.0.1:8080";
const frankly = new Frankly({ url: service });

const find = (id) => document.getElementById(id);
const [controls, status, track, headline, intro, shelf, note] = [
  "controls", "status", "track", "headline", "intro", "shelf", "note",
].map(find);
const money = (price, locale) =>
  new Intl.NumberFormat(locale, { style: "currency", currency: price.currency }).format(price.amount_minor / 100);
const seconds = (ms) => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

const WARMING_MS = 3000;

const model = here.get("model");
find("writer").textContent = model === "openai/simulated"
  ? "The model is simulated: a program that obeys the prompts' rules and says little."
  : model ? `The model is ${model}.` : "";

let leaving = new AbortController();

controls.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
controls.addEventListener("change", ask);

/** Asks for the reader that is chosen; a question that is still being answered is hung up on. */
async function ask() {
  leaving.abort();
  leaving = new AbortController();
  const { signal } = leaving;
  const course = new Course();
  let answer = null;
  try {
    const who = await identified(signal);
    const question = { surface: "home", limit: 5, fields: ["title", "creators", "price"], ...who };
    for await (answer of frankly.stream(question, { signal })) {
      course.came();
      show(answer);
    }
    course.finish();
    explain(answer, signal);
  } catch (error) {
    if (signal.aborted) return course.stop();
    course.fail(error);
    say(error.answer ? "The rest did not come; what you see is a whole answer." : error.message);
  }
}

/** Who asks; what they allow is stored first, and holds from this very question on. */
async function identified(signal) {
  const form = new FormData(controls);
  const person = form.get("reader");
  if (!person) return { session: "example-visit" };
  const body = JSON.stringify({ purposes: { model: form.has("model") } });
  await fetch(`${service}/v1/people/${person}/consent`, {
    method: "PUT", body, signal, headers: { "Content-Type": "application/json" },
  });
  return { person };
}

/** Draws what changed, and leaves the rest alone. */
function show(answer) {
  note.hidden = true;
  line(headline, answer.headline);
  line(intro, answer.intro);
  const before = new Map([...shelf.children].map((book) => [book.dataset.id, book]));
  const tops = new Map([...before].map(([id, book]) => [id, book.getBoundingClientRect().top]));
  const books = answer.items.map((item) => drawn(item, before.get(item.id), answer.locale));
  shelf.replaceChildren(...books);
  for (const book of books) move(book, tops.get(book.dataset.id));
}

function line(place, sentence) {
  place.hidden = !sentence && place !== headline;
  const text = sentence?.text ?? "For you";
  if (place.textContent === text) return;
  place.textContent = text; // text, never innerHTML
  arrive(place, sentence);
}

function drawn(item, known, locale) {
  const book = known ?? made("li", "book");
  book.dataset.id = item.id;
  book.classList.toggle("known", Boolean(known));
  if (!known) {
    const head = made("div");
    head.append(made("h2", "title", item.display.title ?? item.id), made("p", "by", (item.display.creators ?? []).join(", ")));
    book.append(made("span", "slot"), head, made("span", "price"), made("ul", "why"));
  }
  book.querySelector(".slot").textContent = item.slot;
  book.querySelector(".price").textContent = item.display.price ? money(item.display.price, locale) : "";
  const why = book.querySelector(".why");
  const said = [...why.children];
  why.replaceChildren(...item.sentences.map((sentence) => told(sentence, said)));
  return book;
}

function told(sentence, said) {
  const known = said.find((one) => one.dataset.text === sentence.text);
  if (known) return known;
  const one = made("li", "", `${sentence.text} `);
  one.dataset.text = sentence.text;
  one.append(made("span", `origin ${sentence.origin}`, sentence.origin));
  arrive(one, sentence);
  return one;
}

function arrive(place, sentence) {
  place.classList.remove("new");
  void place.offsetWidth; // lets the animation begin anew
  place.classList.add("new");
  place.classList.toggle("bymodel", sentence?.origin === "model");
}

/** Lets a book slide from where it stood. */
function move(book, top) {
  if (top === undefined || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const by = top - book.getBoundingClientRect().top;
  if (Math.abs(by) > 1) {
    book.animate([{ transform: `translateY(${by}px)` }, { transform: "none" }], { duration: 450, easing: "ease-in-out" });
  }
}

function made(kind, name = "", text = "") {
  const node = document.createElement(kind);
  if (name) node.className = name;
  node.textContent = text;
  return node;
}

/** Says what one may wonder about: why no model wrote anything. */
function explain(answer, signal) {
  const codes = answer.degradations.map((one) => one.code);
  if (codes.includes("model_warming")) {
    say("What reaches the model is still being loaded; asking again in a moment.");
    setTimeout(() => signal.aborted || ask(), WARMING_MS);
  } else if (answer.items.some((item) => item.sentences.some(({ origin }) => origin === "model"))) {
    return;
  } else if (codes.includes("model_late")) {
    say("The model was too late for this answer. It goes on in the background: ask again.");
  } else if (new FormData(controls).has("model")) {
    say("No sentence of a model this time: none is configured, or none of what it wrote passed the checks.");
  }
}

function say(text) {
  note.textContent = text;
  note.hidden = false;
}

/** The line above the shelf: what came when. */
class Course {
  #began = performance.now();
  #ticks = [];
  #isOver = false;

  constructor() {
    status.textContent = "Asking …";
    track.querySelectorAll(".tick").forEach((tick) => tick.remove());
    track.dataset.state = "asking";
    requestAnimationFrame(this.#draw);
  }

  came() {
    const isFirst = this.#ticks.length === 0;
    const after = this.#mark(isFirst ? "slate" : "more");
    if (!isFirst) return;
    status.textContent = `A whole shelf after ${seconds(after)}. Waiting for more …`;
    track.dataset.state = "slate";
  }

  finish() {
    const [first, last] = [this.#ticks[0], this.#ticks.at(-1)];
    last.node.classList.add("done");
    const more = Math.max(0, this.#ticks.length - 2);
    const changes = `${more} ${more === 1 ? "change" : "changes"}`;
    status.textContent = `A whole shelf after ${seconds(first.after)}; ${changes}; done after ${seconds(last.after)}.`;
    this.#end("done");
  }

  fail(error) {
    const after = this.#mark("error");
    status.textContent = `It ended after ${seconds(after)}: ${error.code ?? error.name}.`;
    this.#end("failed");
  }

  /** Another question was asked meanwhile. */
  stop() {
    this.#isOver = true;
  }

  #mark(kind) {
    const node = made("span", `tick ${kind}`);
    const after = performance.now() - this.#began;
    track.append(node);
    this.#ticks.push({ node, after });
    return after;
  }

  #end(state) {
    this.#isOver = true;
    this.#place(this.#ticks.at(-1).after);
    track.dataset.state = state;
  }

  #draw = () => {
    if (this.#isOver) return;
    this.#place(performance.now() - this.#began);
    requestAnimationFrame(this.#draw);
  };

  /** The track is as long as two seconds, or as the answer takes. */
  #place(now) {
    const whole = Math.max(2000, now);
    track.querySelector(".bar").style.width = `${(100 * now) / whole}%`;
    for (const { node, after } of this.#ticks) node.style.left = `${(100 * after) / whole}%`;
  }
}

ask();
