// A shop's page of about so many bytes: what such pages are made of, in the proportions of such pages. Deterministic.

import { random } from "../decide/workload.mjs";

const WORDS =
  "linen cotton shirt jacket light summer rain wool soft everyday wide narrow classic pocket collar button hand made in small series from recycled yarn and cut to last with care for the seams".split(
    " ",
  );
const COLOURS = ["ivory", "navy", "moss", "rust", "graphite"];

export function page(bytes, seed = 11) {
  const next = random(seed);
  const pick = (list) => list[Math.floor(next() * list.length)];
  const words = (count) => Array.from({ length: count }, () => pick(WORDS)).join(" ");
  const sentence = (count) => `${words(count).replace(/^./, (letter) => letter.toUpperCase())}.`;
  const parts = [head(words)];
  let size = parts[0].length;
  for (let i = 0; size < bytes - 1200; i++) {
    const part = i % 24 === 12 ? story(i, sentence) : card(i, { next, pick, words, sentence });
    parts.push(part);
    size += part.length;
  }
  parts.push(foot(words));
  return new TextEncoder().encode(parts.join(""));
}

const head = (words) => `<!doctype html>
<html lang="en" data-theme="light">
<head>
<meta charset="utf-8">
<title>Shirts &amp; jackets – Nord &amp; Süd</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/assets/site.4f2a.css">
<link rel="preload" href="/assets/inter.woff2" as="font" type="font/woff2" crossorigin>
<style>:root{--ink:#1c1b19;--paper:#faf8f4}body{margin:0;font:16px/1.5 Inter,sans-serif;color:var(--ink)}.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(240px,1fr));gap:24px}.card>a{display:block}@media(max-width:600px){.grid{gap:12px}}</style>
<script>window.shop={currency:"EUR",cart:[],ready:function(f){if(document.readyState!=="loading"){f()}else{document.addEventListener("DOMContentLoaded",f)}}};for(var i=0;i<3;i++){shop.cart.push("<b>"+i+"</b>")}</script>
</head>
<body class="page page-category">
<header id="top" class="bar"><a class="logo" href="/"><img src="/logo.svg" alt="Nord &amp; Süd" width="120" height="32"></a>
<nav id="menu" aria-label="Main"><ul class="menu"><li><a href="/c/shirts">Shirts</a></li><li><a href="/c/jackets">Jackets</a></li><li><a href="/c/knitwear">Knitwear</a></li><li><a href="/sale">Sale</a></li></ul></nav>
<p id="account"><a href="/account">Account</a></p></header>
<section id="hero" class="hero"><h1>${words(6)}</h1><p class="lead">${words(24)}</p><a class="cta" href="/c/new" data-track="hero">See what is new</a></section>
<aside id="banner" class="strip">${words(12)}</aside>
<main id="list"><h2 class="heading">${words(3)}</h2>
<div class="grid">
`;

function card(i, { next, pick, words, sentence }) {
  const colour = pick(COLOURS);
  const price = (19 + Math.floor(next() * 180)).toFixed(2);
  const badge = next() < 0.2 ? `<span class="badge">${words(1)}</span>` : "";
  return `<!-- ${i} --><article class="card card-${colour}" data-sku="NS-${1000 + i}" data-index="${i}">
  <a href="/p/${1000 + i}?colour=${colour}&amp;from=list" class="link"><img class="shot" loading="lazy" src="/img/${1000 + i}-400.avif" srcset="/img/${1000 + i}-400.avif 400w, /img/${1000 + i}-800.avif 800w" sizes="(max-width: 600px) 50vw, 240px" alt="${words(4)}" width="400" height="500"></a>${badge}
  <h3 class="name">${words(3)}</h3>
  <p class="text">${sentence(14)} ${sentence(9)}</p>
  <div class="row"><span class="price">€ ${price}</span><ul class="sizes"><li>S</li><li>M</li><li class="gone">L</li><li>XL</li></ul></div>
  <button type="button" class="add" data-sku="NS-${1000 + i}" aria-label="Add ${words(2)}">Add to bag</button>
</article>
`;
}

const story = (
  i,
  sentence,
) => `<section class="story" id="story-${i}"><h3>${sentence(5)}</h3><p>${sentence(40)}</p><p>${sentence(60)} <em>${sentence(6)}</em></p></section>
`;

const foot = (words) => `</div></main>
<section id="newsletter"><h2>${words(4)}</h2><form action="/newsletter" method="post"><label for="mail">E-mail</label> <input id="mail" name="mail" type="email" required> <button>Sign up</button></form></section>
<footer id="foot"><p class="small">© Nord &amp; Süd. ${words(20)}</p><ul><li><a href="/imprint">Imprint</a></li><li><a href="/privacy">Privacy</a></li><li><a href="/shipping">Shipping</a></li></ul></footer>
<script type="application/json" id="state">{"list":"shirts","page":1,"note":"</b> is no end here"}</script>
</body>
</html>
`;
