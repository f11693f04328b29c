// Elements from data. Text only ever enters through textContent.

export function el(tag, { cls, text, attrs = {}, on = {} } = {}, ...children) {
  const node = document.createElement(tag);
  if (cls) node.className = cls;
  if (text !== undefined) node.textContent = text;
  for (const [name, value] of Object.entries(attrs)) {
    if (value !== null && value !== undefined) node.setAttribute(name, value);
  }
  for (const [name, handler] of Object.entries(on)) node.addEventListener(name, handler);
  node.append(...children.filter((child) => child !== null));
  return node;
}

// An address that may be linked or loaded: http(s), or a path of this server.
export function safeUrl(address) {
  if (typeof address !== "string" || !address) return null;
  try {
    const url = new URL(address, location.origin);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}
