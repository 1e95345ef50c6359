// Which page is shown: what stands behind the # of the address says so.
import {h, fill} from './dom.js';
import {look, session, Refused} from './api.js';
import {campaigns, campaign} from './campaign.js';
import {tasks} from './tasks.js';
import {task} from './task.js';

const main = document.getElementById('main');
const trail = document.getElementById('trail');
const standing = document.getElementById('standing');
let leave = () => {};

// A page in use: what it asks for is asked no more once it is left.
class Page {
  constructor(may) {
    this.may = may;
    this.ended = new AbortController();
    this.signal = this.ended.signal;
    this.ends = [];
  }

  // Does something now and then, while somebody looks; a failure is shown, and tried again.
  every(seconds, what) {
    let timer = 0;
    const round = async () => {
      if (this.signal.aborted) return;
      if (!document.hidden) await this.tries(what);
      timer = setTimeout(round, seconds * 1000);
    };
    this.ends.push(() => clearTimeout(timer));
    return round();
  }

  // Does it when that happens, as long as somebody looks at the page.
  on(event, what) {
    addEventListener(event, () => this.tries(what), {signal: this.signal});
  }

  async tries(what) {
    try {
      await what();
      this.stands();
    } catch (failure) {
      if (!this.signal.aborted) this.fails(failure);
    }
  }

  stands() {
    standing.textContent = '';
    standing.className = '';
  }

  fails(failure) {
    standing.className = 'bad';
    standing.textContent = failure.message + (failure.advice ? ' – ' + failure.advice : '');
    if (!(failure instanceof Refused)) console.error(failure);
  }

  end() {
    this.ended.abort();
    this.ends.forEach(each => each());
  }
}

function where() {
  const [parts, query] = location.hash.replace(/^#\/?/, '').split('?');
  return {parts: parts.split('/').filter(part => part !== '').map(decodeURIComponent), query: new URLSearchParams(query)};
}

function show(may) {
  leave();
  document.getElementById('dialog').close();
  const page = new Page(may);
  leave = () => page.end();
  const {parts, query} = where();
  const [kind, name, what, id] = parts;
  const links = [h('a', {href: '#/'}, 'campaigns')];
  if (kind === 'c') links.push(h('a', {href: '#/c/' + encodeURIComponent(name)}, name));
  if (what) links.push(h('a', {href: '#/c/' + encodeURIComponent(name) + '/tasks'}, 'tasks'));
  if (id) links.push(h('a', {href: location.hash, 'aria-current': 'page'}, id));
  fill(trail, links);
  document.title = [id ?? (what ? 'tasks' : null), name, 'Muster'].filter(Boolean).join(' – ');
  page.stands();
  main.replaceChildren();
  if (kind !== 'c' || !name) campaigns(page, main);
  else if (what === 'tasks') tasks(page, main, name, query);
  else if (what === 't' && id) task(page, main, name, id);
  else campaign(page, main, name);
  main.focus({preventScroll: true});
}

const may = await session().catch(failure => {
  standing.className = 'bad';
  standing.textContent = failure.message;
  return {read_only: true};
});
addEventListener('hashchange', () => show(may));
show(may);
