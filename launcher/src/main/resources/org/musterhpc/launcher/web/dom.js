// Builds the page. Whatever others wrote goes in as text, never as HTML.

// What is not seen, or turns the order of what is, is shown as what it is.
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

export function plain(value) {
  return String(value ?? '').replace(UNSEEN, c => c === '\r' ? '' : '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));
}

function put(node, child) {
  if (Array.isArray(child)) child.forEach(each => put(node, each));
  else if (child instanceof Node) node.append(child);
  else if (child !== null && child !== undefined && child !== false) node.append(document.createTextNode(plain(child)));
}

function make(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (value === true) node.setAttribute(name, '');
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(name, plain(value));
  }
  put(node, children);
  return node;
}

export function h(tag, attributes, ...children) {
  return make(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes, ...children) {
  return make(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
}

// Puts these in the place of what is there, but only where they differ: what somebody selects or reads stays.
export function fill(node, ...children) {
  const fresh = node.cloneNode(false);
  put(fresh, children);
  if (!fresh.isEqualNode(node) || fresh.querySelector('button, input, select')) node.replaceChildren(...fresh.childNodes);
}

// Parameters in one line.
export function brief(params) {
  return Object.entries(params ?? {}).map(([key, value]) => key + '=' + (typeof value === 'string' ? value : JSON.stringify(value))).join(' ');
}

export function number(value) {
  return value === null || value === undefined ? '–' : Number(value).toLocaleString('en', {maximumFractionDigits: 2});
}

export function duration(seconds) {
  if (seconds === null || seconds === undefined) return '–';
  const s = Math.round(seconds);
  if (s < 1) return seconds < 0.001 ? '0 s' : seconds.toPrecision(2) + ' s';
  if (s < 60) return s + ' s';
  if (s < 3600) return Math.floor(s / 60) + ' m ' + (s % 60) + ' s';
  if (s < 86400) return Math.floor(s / 3600) + ' h ' + Math.floor(s % 3600 / 60) + ' m';
  return Math.floor(s / 86400) + ' d ' + Math.floor(s % 86400 / 3600) + ' h';
}

export function bytes(value) {
  if (!value) return '–';
  const units = ['B', 'K', 'M', 'G', 'T'];
  const power = Math.min(4, Math.floor(Math.log2(value) / 10));
  return (value / 1024 ** power).toPrecision(3).replace(/\.?0+$/, '') + units[power];
}

export function time(text) {
  if (!text) return '–';
  const at = new Date(text);
  return h('time', {datetime: text, title: text}, at.toLocaleString());
}

export function table(caption, heads, rows, kind) {
  return h('div', {class: 'scroll'}, h('table', {class: kind},
    h('caption', {hidden: true}, caption),
    h('thead', null, h('tr', null, heads.map(head => h('th', {scope: 'col', class: head.class}, head.text)))),
    h('tbody', null, rows.map(cells => h('tr', null, cells.map((cell, i) =>
      h('td', {class: heads[i].class, 'data-label': heads[i].label === false ? null : heads[i].text}, cell)))))));
}

const STATES = ['done', 'working', 'dead', 'cancelled', 'delayed', 'pending', 'blocked'];

export function bar(counts) {
  const all = STATES.reduce((sum, state) => sum + counts[state], 0);
  const said = STATES.filter(state => counts[state] > 0).map(state => number(counts[state]) + ' ' + state).join(', ');
  const node = h('div', {class: 'bar', role: 'img', 'aria-label': said || 'no tasks'});
  for (const state of STATES) {
    if (counts[state] > 0) {
      const part = h('span', {class: 'b-' + state, title: number(counts[state]) + ' ' + state});
      part.style.width = Math.max(0.5, 100 * counts[state] / all) + '%';
      node.append(part);
    }
  }
  return node;
}

export function counts(of, link) {
  return h('ul', {class: 'counts'}, STATES.map(state => h('li', null, h('i', {class: 'b-' + state}),
    h('b', null, number(of[state])), ' ', of[state] > 0 && link ? h('a', {href: link(state)}, state) : state)));
}

export function chip(word, kind) {
  return h('span', {class: 'chip ' + (kind ?? word)}, word);
}
