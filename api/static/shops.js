// The list of shops of this server.

import { el } from "./dom.js";

const shops = await (await fetch("/api/shops")).json();
document.getElementById("none").hidden = shops.length > 0;
document.getElementById("shops").append(
  ...shops.map((shop) =>
    el(
      "li",
      {},
      el(
        "a",
        { attrs: { href: `/shop/${encodeURIComponent(shop.name)}` } },
        el("strong", { text: shop.title, attrs: { dir: "auto" } }),
        el("span", { text: `${shop.products.toLocaleString()} products · ${shop.languages.join(", ")}` }),
      ),
    ),
  ),
);
