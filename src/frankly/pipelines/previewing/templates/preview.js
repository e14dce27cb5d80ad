"use strict";
// Frames are as tall as their messages, and pointing at a sentence of the list shows it in them; all else works without.
const frames = () => [...document.querySelectorAll("iframe")].map(one => one.contentDocument).filter(Boolean);
const side = document.querySelector(".side");
const fit = one => {
  const page = one.contentDocument?.documentElement;
  if (!page || !one.getClientRects().length) return; // One that is not shown has no height; it is measured when it is.
  one.style.height = "0";
  one.style.height = `${page.scrollHeight + one.offsetHeight - one.clientHeight}px`;
};
const fitAll = () => document.querySelectorAll("iframe").forEach(fit);
document.querySelectorAll("iframe").forEach(one => { one.addEventListener("load", () => fit(one)); fit(one); });
document.querySelectorAll("input[name=mode]").forEach(one => one.addEventListener("change", fitAll));
addEventListener("resize", fitAll);
const show = (number, on) => frames().forEach(page => page.querySelectorAll(`[data-said="${number}"]`).forEach(one => {
  one.classList.toggle("fk-on", on);
  // Where the list stands below the message, going to the sentence would take the list away from whoever points at it.
  const stays = side && getComputedStyle(side).position === "sticky";
  if (on && stays && one.getClientRects().length) one.scrollIntoView({ block: "nearest" });
}));
document.querySelectorAll("li[data-said]").forEach(one => {
  for (const name of ["mouseenter", "focus"]) one.addEventListener(name, () => show(one.dataset.said, true));
  for (const name of ["mouseleave", "blur"]) one.addEventListener(name, () => show(one.dataset.said, false));
});
