// Product cards, and the reasons behind each.

import { el, safeUrl } from "./dom.js";
import { featureName, language, text } from "./strings.js";

const LOW_STOCK = 5;

export function cardList(items) {
  return el("ul", { cls: "cards", attrs: { tabindex: "0", "aria-label": text.products(items.length) } }, ...items.map(card));
}

function card(item) {
  return el(
    "li",
    { cls: "card" },
    picture(item),
    el("div", { cls: "facts" }, title(item), prices(item), rating(item), el("div", { cls: "badges" }, ...badges(item))),
    why(item),
  );
}

function picture(item) {
  const frame = el("div", { cls: "picture" });
  const letter = el("span", { cls: "letter", text: [...item.title.trim()][0] ?? "?", attrs: { "aria-hidden": "true" } });
  const source = safeUrl(item.image);
  if (!source) {
    frame.append(letter);
    return frame;
  }
  const image = el("img", { attrs: { alt: "", loading: "lazy", decoding: "async", referrerpolicy: "no-referrer" } });
  image.addEventListener("error", () => image.replaceWith(letter));
  image.src = source;
  frame.append(image);
  return frame;
}

function title(item) {
  const address = safeUrl(item.url);
  const name = address
    ? el("a", { text: item.title, attrs: { href: address, target: "_blank", rel: "noopener noreferrer" } })
    : el("span", { text: item.title });
  return el("h3", { attrs: { dir: "auto", title: item.title } }, name);
}

function prices(item) {
  if (item.price === null) return el("p", { cls: "price none", text: text.noPrice });
  const before = item.details?.compare_at_price;
  const line = el("p", { cls: "price", text: money(item.price, item.currency) });
  if (before && before > item.price) line.append(" ", el("s", { text: money(before, item.currency) }));
  return line;
}

function rating(item) {
  const value = item.details?.rating;
  if (value === null || value === undefined) return null;
  const count = item.details.rating_count;
  const shown = value.toFixed(1);
  const stars = el("span", { cls: "stars", attrs: { "aria-hidden": "true" } });
  stars.style.setProperty("--part", `${(value / 5) * 100}%`);
  const numbers = el("span", { attrs: { "aria-hidden": "true" }, text: count ? `${shown} (${count.toLocaleString(language)})` : shown });
  return el("p", { cls: "rating" }, stars, numbers, el("span", { cls: "hidden", text: text.rating(shown, count) }));
}

function badges(item) {
  const found = [];
  if (item.sponsored) found.push(el("span", { cls: "badge paid", text: text.sponsored }));
  if (item.alternative) found.push(el("span", { cls: "badge other", text: text.alternative }));
  const details = item.details;
  if (!details) return found;
  if (!details.in_stock) found.push(el("span", { cls: "badge out", text: text.soldOut }));
  else if (details.stock !== null && details.stock <= LOW_STOCK) found.push(el("span", { cls: "badge low", text: text.left(details.stock) }));
  else found.push(el("span", { cls: "badge in", text: text.inStock }));
  if (details.merchant) found.push(el("span", { cls: "seller", text: details.merchant }));
  return found;
}

function why(item) {
  const parts = Object.entries(item.contributions).filter(([, value]) => value !== 0);
  if (!item.reasons.length && !parts.length) return null;
  const widest = Math.max(...parts.map(([, value]) => Math.abs(value)), Number.EPSILON);
  const bars = parts
    .sort(([, a], [, b]) => Math.abs(b) - Math.abs(a))
    .map(([feature, value]) => bar(feature, value, widest));
  return el(
    "details",
    { cls: "why" },
    el("summary", { text: text.why }),
    el("ul", { cls: "reasons" }, ...item.reasons.map((reason) => el("li", { text: reason.text, attrs: { dir: "auto" } }))),
    el("dl", { cls: "bars" }, ...bars.flat(), el("dt", { cls: "sum", text: text.score }), el("dd", { cls: "sum", text: signed(item.score) })),
  );
}

function bar(feature, value, widest) {
  const fill = el("span", { cls: value < 0 ? "fill minus" : "fill" });
  fill.style.setProperty("--part", `${(Math.abs(value) / widest) * 100}%`);
  return [el("dt", { text: featureName(feature) }), el("dd", {}, fill, el("span", { text: signed(value) }))];
}

function signed(value) {
  return value.toLocaleString(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

export function money(amount, currency) {
  try {
    const digits = Number.isInteger(amount) ? { minimumFractionDigits: 0, maximumFractionDigits: 0 } : {};
    return amount.toLocaleString(language === "zh" ? "zh-CN" : "en-US", { style: "currency", currency, ...digits });
  } catch {
    return `${currency} ${amount}`;
  }
}
