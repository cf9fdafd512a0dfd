// Links that change the address first and then let Streamlit draw what the address says, as it does after a step back.
// So one click is one entry of the history, and a step back finds it there also in the middle of a slow run.
// Streamlit's own menu cannot carry a query, and its switch_page leaves two entries.

const PHONE = "(max-width: 767.98px)"; // below it Streamlit lays the sidebar over the page
const gone = new Set();

// Streamlit writes the page of every run that begins into the address, also of one that was left by a step back while its
// word was on the way: the step would end where it began. So only who presses a link of a page may lead to another one.
const push = history.pushState.bind(history);
let awaited = null; // the path of the page link that was pressed last
function guarded(state, title, url) {
  const path = new URL(url ?? location.href, location.href).pathname;
  if (path === location.pathname || path === awaited) push(state, title, url);
}
if (!history.hzGuarded) {
  history.hzGuarded = true;
  history.pushState = guarded;
  addEventListener("popstate", () => { awaited = null; });
  document.addEventListener("click", event => {
    const link = event.target.closest("[data-testid=stPageLink-NavLink]");
    if (link) awaited = new URL(link.href, location.href).pathname;
  }, { capture: true });
}

const connected = () => document.querySelector("[data-testid=stApp]")?.dataset.testConnectionState === "CONNECTED";

function go(href) {
  if (href !== location.href) push({}, "", href);
  dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  document.querySelector("[data-testid=stMain]")?.scrollTo(0, 0);
}

// A choice that was made just before may not be in the links yet: the server brings it along where it hears that a link
// was pressed. Streamlit reads the address while the event lasts, so the mark is gone before anybody sees it.
function follow(href) {
  const plain = new URL(href, location.href).href;
  go(`${plain}${plain.includes("?") ? "&" : "?"}pressed=1`);
  history.replaceState({}, "", plain);
}

function pressed(event) {
  const link = event.target.closest("a[href]");
  const elsewhere = event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
  if (!link || elsewhere || !connected()) return; // the browser follows it by itself: a new tab, or a full load
  event.preventDefault();
  follow(link.href);
  const sidebar = link.closest("[data-testid=stSidebar]");
  if (matchMedia(PHONE).matches) sidebar?.querySelector("[data-testid=stSidebarCollapseButton] button")?.click();
}

// The logo is Streamlit's own, and leads home without a query: it goes where the menu's first link goes.
function logoLeadsHome(nav) {
  document.addEventListener("click", event => {
    if (!nav.isConnected || !connected() || !event.target.closest("[data-testid=stLogoLink]")) return;
    event.stopPropagation();
    follow(nav.querySelector("a").href);
  }, { capture: true });
}

function made(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function row() {
  const icon = made("span", { class: "hz-icon", "aria-hidden": "true", translate: "no" });
  return made("li", {}, made("a", { "data-testid": "stSidebarNavLink" }, icon, made("p", {})));
}

function draw(nav, links) {
  const list = nav.firstElementChild;
  while (list.childElementCount > links.length) list.lastElementChild.remove();
  while (list.childElementCount < links.length) list.append(row());
  links.forEach(({ href, label, icon, current }, place) => {
    const link = list.children[place].firstElementChild; // kept, so that the focus stays where it is
    link.setAttribute("href", href);
    link.firstElementChild.textContent = icon;
    link.lastElementChild.textContent = label;
    if (current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  });
}

// After a restart of the server Streamlit asks for nothing until something is pressed, and a press inside a fragment is
// lost: the new server knows no fragment. So the page asks to be drawn again, with all that stands in its inputs.
function drawnAgain(nav) {
  let lost = false;
  const look = () => {
    if (lost && connected()) nav.lostAndFound();
    lost = !connected();
  };
  const app = document.querySelector("[data-testid=stApp]");
  new MutationObserver(look).observe(app, { attributeFilter: ["data-test-connection-state"] });
}

export default function ({ data, parentElement, setTriggerValue }) {
  if (data.go && !gone.has(data.click)) {
    gone.add(data.click);
    go(new URL(data.go, location.href).href);
  }
  if (!data.links) return;
  let nav = parentElement.querySelector("nav");
  if (!nav) {
    nav = made("nav", { class: "hz-links", "aria-label": data.label, "data-testid": data.testid }, made("ul", {}));
    nav.addEventListener("click", pressed);
    parentElement.append(nav);
    if (data.server) {
      drawnAgain(nav);
      logoLeadsHome(nav);
    }
  }
  nav.lostAndFound = () => setTriggerValue("found", data.server);
  draw(nav, JSON.parse(data.links));
}
