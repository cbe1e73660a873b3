// Keeps the page itself (no answer, no data) so that it opens without a network.
"use strict";
const SHELL = ["./", "common.js", "form.js", "steps.js", "people.js", "queue.js", "phone.js", "page.css", "form.css"];
addEventListener("install", (event) => event.waitUntil(caches.open("shell").then((cache) => cache.addAll(SHELL))));
addEventListener("fetch", (event) => {
  const wanted = new URL(event.request.url).pathname.split("/").pop() || "./";
  if (event.request.method !== "GET" || !SHELL.includes(wanted)) return;
  event.respondWith(fetch(event.request).then((fresh) => {
    const copy = fresh.clone();
    caches.open("shell").then((cache) => cache.put(event.request, copy));
    return fresh;
  }).catch(() => caches.match(event.request, { ignoreSearch: true })));
});
