// A person's rights: what is held on them, shown here and nowhere kept; and taking it away.
"use strict";

function personPart() {
  const who = element("input", { id: "held-who", type: "text", autocomplete: "off" });
  const born = element("input", { id: "held-born", type: "text", autocomplete: "off", placeholder: "jj/mm/aaaa" });
  const found = element("div", { id: "held" });
  const wish = (which) => ({ who: who.value, born: born.value, which });
  const ask = async (which = 0) => {
    found.replaceChildren();
    const said = await work(wish(which), "held_on");
    if (!said) return;
    if (said.candidates.length) found.replaceChildren(help("Plusieurs personnes s’appellent ainsi :"), element("ul", {}, ...said.candidates.map((text, index) => element("li", {}, button(text, () => ask(index + 1), "link")))));
    else found.replaceChildren(element("pre", { textContent: said.text }), said.isNothing ? "" : element("div", { className: "bar" }, forgetButton(wish(which), found)));
    goTo(found);
  };
  const look = button("Voir ce qui est tenu sur cette personne", () => ask(), "quiet");
  look.id = "held-look";
  return element("div", {}, element("h3", { textContent: "Les droits d’une personne" }), help("Tout ce qui est tenu sur elle, et où (droit d’accès) ; rien n’est écrit. Pour l’oublier, ôter d’abord sa ligne de l’onglet, puis donner ici son nom et sa date de naissance."), labelled("Nom et prénom, ou pseudonyme", who, true), labelled("Date de naissance (si elle n’est plus dans aucun onglet)", born, true), element("div", {}, look), found);
}

function forgetButton(wish, found) {
  const forget = button("Oublier cette personne…", async () => {
    const plan = await work(wish, "forget");
    if (!plan) return;
    if (!plan.isNothing && !(await agreed("Oublier cette personne ? Cela ne se défait pas.", "Oublier", element("pre", { textContent: plan.text })))) return;
    const done = plan.isNothing ? plan : await work({ ...wish, agreed: true }, "forget");
    if (!done) return;
    found.replaceChildren();
    tell(done.text, "good");
  }, "quiet");
  forget.id = "forget";
  return forget;
}
