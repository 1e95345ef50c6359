// One task: how it stands, every attempt, and what it prints.
import {h, fill, number, duration, bytes, time, table, chip, plain} from './dom.js';
import {look, log, path} from './api.js';
import {again, stop} from './ask.js';

const KEPT = 1 << 18;

const text = value => typeof value === 'string' ? value : JSON.stringify(value);

export function task(page, main, name, id) {
  const parts = {};
  for (const part of ['top', 'act', 'facts', 'attempts', 'output']) {
    parts[part] = h('div', null);
    main.append(parts[part]);
  }
  parts.top.append(h('h1', null, id));
  let known = null;
  const output = printed(page, name, id, parts.output);

  let round = 0;
  const draw = async () => {
    known = await look(path(name, 'tasks', id), page.signal);
    fill(parts.top, h('h1', null, known.id, ' ', chip(known.state), ' ', known.outcome && known.outcome !== 'OK' ? chip(known.outcome, 'bad') : null));
    if (!page.may.read_only) {
      const ended = ['DEAD', 'CANCELLED'].includes(known.state);
      const canStop = !['DONE', 'DEAD', 'CANCELLED'].includes(known.state);
      fill(parts.act, h('div', {class: 'actions', role: 'group', 'aria-label': 'Actions'},
        h('button', {disabled: !ended, onclick: () => again(name, {ids: [id]})}, 'Run it again…'),
        h('button', {class: 'danger', disabled: !canStop, onclick: () => stop(name, {ids: [id]})}, 'Cancel it…')));
    }
    const last = known.history?.at(-1);
    fill(parts.facts, h('dl', null, facts(known, last).flatMap(([term, value]) => [h('dt', null, term), h('dd', null, value)])),
      h('h2', null, 'Parameters'),
      Object.keys(known.params ?? {}).length === 0 ? h('p', {class: 'faint'}, 'It has none.')
        : h('dl', null, Object.entries(known.params).flatMap(([key, value]) => [h('dt', null, key), h('dd', null, h('code', null, text(value)))])),
      last?.command ? [h('h2', null, 'Command'), h('pre', null, text(last.command))] : null,
      known.result ? [h('h2', null, 'Result'), h('pre', null, JSON.stringify(known.result, null, 1))] : null);
    fill(parts.attempts, h('h2', null, 'Attempts'), (known.history ?? []).length === 0 ? h('p', {class: 'faint'}, 'None has ended yet.')
      : table('Attempts', [{text: 'Attempt', class: 'number'}, {text: 'Ended', label: false}, {text: 'Reason', class: 'wide', label: false}, {text: 'Where', class: 'wide'}, {text: 'Begun'}, {text: 'Took', class: 'number'}, {text: 'CPU', class: 'number'}, {text: 'Memory', class: 'number'}],
        known.history.map(each => [number(each.attempt), [chip(each.outcome, each.outcome === 'OK' ? 'fine' : 'bad'), ' ', each.exit || (each.signal ? 'signal ' + each.signal : '')], each.reason ?? '',
          [each.host, ' ', h('span', {class: 'faint'}, each.agent, each.allocation ? ' in ' + each.allocation : '')], time(each.started), duration(each.wall_s), duration(each.cpu_s), bytes(each.max_rss_bytes)]), 'cards'));
    output.attempts(known);
  };
  page.on('changed', draw);
  page.every(2, async () => {
    // What has ended may be sent again, but seldom is.
    const ended = known && ['DONE', 'DEAD', 'CANCELLED'].includes(known.state);
    if (!ended || round++ % 5 === 0) await draw();
  });
}

function facts(known, last) {
  const all = [['Stage', known.stage], ['Attempt', number(known.attempt)], ['Failures', number(known.failures)]];
  if (known.state === 'WORKING') all.push(['Agent', known.agent], ['Begun', time(known.started)], ['Ends at the latest', time(known.deadline)]);
  if (known.second) all.push(['Also on', known.second.agent], ['A second attempt since', time(known.second.started)]);
  if (known.ripe) all.push(['Runs again from', time(known.ripe)]);
  if (known.walltime ?? last?.walltime) all.push(['Walltime', known.walltime ?? last.walltime]);
  if (known.memory) all.push(['Memory', known.memory]);
  if (known.reason) all.push(['Reason', known.reason]);
  return all;
}

// The end of what an attempt printed, and what comes to it.
function printed(page, name, id, place) {
  const shown = h('pre', {class: 'log', tabindex: 0, role: 'log', 'aria-label': 'Output', 'aria-live': 'off'});
  const said = h('p', {class: 'faint', role: 'status'});
  const which = h('select', {name: 'attempt', onchange: () => begin()}, h('option', {value: '0'}, 'the last'));
  const follow = h('input', {type: 'checkbox', checked: true});
  place.append(h('h2', null, 'Output'), h('div', {class: 'filters'}, h('label', null, 'Of attempt', which), h('label', {class: 'line'}, follow, 'follow')), said, shown);
  let at = -KEPT;
  let decoder = new TextDecoder();
  let attempt = null;
  let second = false;

  function begin() {
    at = -KEPT;
    decoder = new TextDecoder();
    shown.textContent = '';
    round();
  }

  async function round() {
    const got = await log(path(name, 'tasks', id, 'log') + '?offset=' + at + '&attempt=' + which.value, page.signal);
    if (at < 0) at = got.offset;
    if (got.length < at) { begin(); return; }
    if (got.bytes.length > 0) {
      const more = plain(decoder.decode(got.bytes, {stream: true}));
      const whole = shown.textContent + more;
      shown.textContent = whole.length > KEPT ? whole.slice(-KEPT) : whole;
      at += got.bytes.length;
      if (follow.checked) shown.scrollTop = shown.scrollHeight;
    }
    said.textContent = got.note || (got.length === 0 ? 'It has printed nothing.' : number(got.length) + ' bytes' + (got.length > KEPT ? ', of which the last are shown' : ''));
  }

  page.every(2, async () => { if (follow.checked || at < 0) await round(); });
  return {
    attempts(known) {
      const numbers = (known.history ?? []).map(each => String(each.attempt));
      const beside = Boolean(known.second);
      if (known.attempt === attempt && beside === second) return;
      const another = attempt !== null && known.attempt !== attempt;
      const chosen = which.value;
      attempt = known.attempt;
      second = beside;
      which.replaceChildren(h('option', {value: '0'}, 'the last'), ...numbers.map(each => h('option', {value: each, selected: each === chosen}, each)),
        ...(beside ? [h('option', {value: 'second', selected: chosen === 'second'}, 'the second beside it')] : []));
      // The second has ended: what is recorded is shown.
      if (another && chosen === '0' || chosen === 'second' && !beside) begin();
    },
  };
}
