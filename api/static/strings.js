// What the page itself says, by language. Everything else comes from the shop.

const EN = {
  subtitle: "Shopping assistant",
  restart: "New conversation",
  sayLabel: "Your message",
  placeholder: "What are you looking for?",
  send: "Send",
  stop: "Stop",
  more: "Show more",
  compare: "Compare the first two",
  why: "Why this?",
  score: "Score",
  alternative: "Alternative",
  sponsored: "Sponsored",
  ranking: "How we rank",
  sponsored: "Sponsored",
  ranking: "How we rank",
  inStock: "In stock",
  left: (n) => `Only ${n} left`,
  soldOut: "Out of stock",
  noPrice: "Price on request",
  rating: (value, count) => `${value} of 5 stars, ${count} ratings`,
  reduced: "The language model is not available. Search, filters and comparisons work; answers are plainer.",
  offline: "Connection lost. Reconnecting…",
  gone: "This conversation was deleted. Here is a new one.",
  stopped: "Stopped.",
  noShop: "This shop is not available right now.",
  tooLong: (n) => `That is too long; at most ${n} characters.`,
  you: "You",
  products: (n) => (n === 1 ? "1 product." : `${n} products.`),
  checked: (n) => (n === 1 ? "1 fact checked against the catalog" : `${n} facts checked against the catalog`),
  howMade: "How this answer was made",
  source: { model: "Written by the local language model", mixed: "Partly written by the local language model", template: "Written by fixed sentences" },
  version: (n) => `Catalog version ${n}`,
  call: (call) => `${call.purpose}: ${call.prompt} · ${call.prompt_tokens} + ${call.completion_tokens} tokens · ${Math.round(call.ms)} ms · ${call.accepted ? "used" : "replaced"}`,
  took: (s) => `${s} s`,
  thinking: "Looking…",
};

const ZH = {
  subtitle: "智能导购",
  restart: "新对话",
  sayLabel: "您的消息",
  placeholder: "想找点什么?",
  send: "发送",
  stop: "停止",
  more: "再看看别的",
  compare: "对比前两款",
  why: "为什么推荐?",
  score: "得分",
  alternative: "替代选择",
  sponsored: "广告",
  ranking: "我们如何排序",
  sponsored: "广告",
  ranking: "我们如何排序",
  inStock: "有货",
  left: (n) => `仅剩 ${n} 件`,
  soldOut: "缺货",
  noPrice: "价格待询",
  rating: (value, count) => `${value} 星(满分 5 星),${count} 条评价`,
  reduced: "语言模型暂不可用。搜索、筛选和对比照常,回答会更简短。",
  offline: "连接已断开,正在重连…",
  gone: "该对话已被删除,已为您开启新对话。",
  stopped: "已停止。",
  noShop: "该店铺暂时无法访问。",
  tooLong: (n) => `内容过长,最多 ${n} 个字符。`,
  you: "您",
  products: (n) => `${n} 件商品。`,
  checked: (n) => `${n} 项事实已与商品目录核对`,
  howMade: "这条回答的依据",
  source: { model: "由本地语言模型撰写", mixed: "部分由本地语言模型撰写", template: "由固定句式生成" },
  version: (n) => `目录版本 ${n}`,
  call: (call) => `${call.purpose}:${call.prompt} · ${call.prompt_tokens} + ${call.completion_tokens} 词元 · ${Math.round(call.ms)} 毫秒 · ${call.accepted ? "已采用" : "已替换"}`,
  took: (s) => `${s} 秒`,
  thinking: "正在查找…",
};

const FEATURES = {
  en: { relevance: "Relevance", constraint_match: "Your conditions", preference_match: "Your preferences", personal: "Your taste", rating: "Rating", popularity: "Popularity", price_fit: "Price fit", freshness: "Newness", stock: "Availability", diversity: "Variety", long_tail: "Rarely sold", boost: "Shop's boost", bury: "Shop's bury", pin: "Shop's pin", sponsored: "Sponsored", brand_cap: "Brand limit", merchant_cap: "Seller limit", long_tail: "Rarely sold", boost: "Shop's boost", bury: "Shop's bury", pin: "Shop's pin", sponsored: "Sponsored", brand_cap: "Brand limit", merchant_cap: "Seller limit", sort: "Order asked for" },
  zh: { relevance: "相关度", constraint_match: "符合条件", preference_match: "符合偏好", personal: "您的喜好", rating: "评分", popularity: "人气", price_fit: "价格合适", freshness: "新品", stock: "库存", diversity: "多样性", long_tail: "小众商品", boost: "本店上调", bury: "本店下调", pin: "本店置顶", sponsored: "广告", brand_cap: "品牌上限", merchant_cap: "商家上限", long_tail: "小众商品", boost: "本店上调", bury: "本店下调", pin: "本店置顶", sponsored: "广告", brand_cap: "品牌上限", merchant_cap: "商家上限", sort: "所选排序" },
};

export const language = (navigator.languages?.[0] || navigator.language || "en").toLowerCase().startsWith("zh") ? "zh" : "en";
export const text = language === "zh" ? ZH : EN;

export function featureName(feature) {
  const known = FEATURES[language][feature];
  if (known) return known;
  const words = feature.replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}
