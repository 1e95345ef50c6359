// All campaigns, and one of them.
import {h, fill, number, duration, bytes, time, table, bar, brief, counts, chip} from './dom.js';
import {look, path} from './api.js';
import {chart, rates} from './chart.js';
import {actions} from './ask.js';

const link = (name, ...rest) => '#/c/' + [name, ...rest].map(encodeURIComponent).join('/');

function standing(status) {
  if (status.halted) return chip('halted', 'bad');
  if (status.paused) return chip('paused', 'warn');
  if (status.complete) return status.total.dead + status.total.cancelled + status.total.blocked > 0 ? chip('ended, not all done', 'bad') : chip('done', 'fine');
  if (status.agents === 0) return chip('no agents', 'warn');
  return chip('under way', 'live');
}

export function campaigns(page, main) {
  const list = h('div', null, h('p', {class: 'faint'}, 'Asking …'));
  main.append(h('h1', null, 'Campaigns'), list);
  page.every(2, async () => {
    const all = await look('/api/v1/campaigns', page.signal);
    if (all.length === 0) {
      fill(list, h('p', null, 'There is no campaign yet: ', h('code', null, 'muster run FILE'), ' makes one.'));
      return;
    }
    fill(list, table('Campaigns', [
      {text: 'Campaign', class: 'wide', label: false}, {text: 'Stands', label: false}, {text: 'Progress', class: 'wide', label: false}, {text: 'Done', class: 'number'},
      {text: 'Dead', class: 'number'}, {text: 'Left', class: 'number'}, {text: 'A second', class: 'number'}, {text: 'Agents', class: 'number'},
    ], all.reverse().map(each => each.problem ? [each.campaign, chip('damaged', 'bad'), each.problem, '', '', '', '', ''] : [
      h('a', {href: link(each.campaign)}, each.campaign), standing(each), bar(each.total), number(each.total.done),
      each.total.dead ? h('span', {class: 'bad'}, number(each.total.dead)) : '0',
      number(each.total.pending + each.total.working + each.total.delayed + each.total.blocked), number(each.rate_per_s), number(each.agents),
    ]), 'cards'));
  });
}

export function campaign(page, main, name) {
  const parts = {};
  for (const part of ['top', 'act', 'stages', 'charts', 'failures', 'slowest', 'clusters', 'agents']) {
    parts[part] = h('div', null);
    main.append(parts[part]);
  }
  parts.top.append(h('h1', null, name));
  let status = null;
  let left = null;
  let progress = null;
  const points = [];

  const draw = () => {
    if (!status) return;
    fill(parts.top, h('h1', null, name, ' ', standing(status)), bar(status.total),
      counts(status.total, state => link(name, 'tasks') + '?state=' + state.toUpperCase()),
      h('p', null, number(status.rate_per_s), ' tasks a second, ', number(status.agents), status.agents === 1 ? ' agent' : ' agents',
        left === null || status.complete ? null : [', about ', h('b', null, duration(left)), ' left'], '. ',
        h('a', {href: link(name, 'tasks')}, 'All tasks')),
      status.halted ? h('div', {class: 'note bad'}, 'Halted, as too much has failed: ',
        Object.entries(status.halted).map(([key, value]) => key + ' ' + (typeof value === 'object' ? JSON.stringify(value) : value)).join(', '),
        '. Once you have removed the cause, resume it.') : null);
    if (!page.may.read_only) fill(parts.act, actions(name, status));
    const learnt = new Map((progress?.stages ?? []).map(each => [each.stage, each]));
    fill(parts.stages, h('h2', null, 'Stages'), table('Stages', [
      {text: 'Stage', class: 'wide', label: false}, {text: 'Progress', class: 'wide', label: false}, {text: 'Done', class: 'number'}, {text: 'Running', class: 'number'},
      {text: 'Waiting', class: 'number'}, {text: 'Dead', class: 'number'}, {text: 'Mean', class: 'number'}, {text: '95 % below', class: 'number'}, {text: 'Memory below', class: 'number'},
    ], status.stages.map(stage => {
      const times = learnt.get(stage.stage)?.run_times ?? {};
      return [h('a', {href: link(name, 'tasks') + '?stage=' + encodeURIComponent(stage.stage)}, stage.stage), bar(stage), number(stage.done), number(stage.working),
        number(stage.pending + stage.delayed + stage.blocked), number(stage.dead), duration(times.mean_s), duration(times.p95_below_s), bytes(times.p99_memory_below_bytes)];
    }), 'cards'));
    clusters();
  };

  const clusters = () => fill(parts.clusters, status.clusters?.length ? [h('h2', null, 'Arrays'), table('Clusters', [
    {text: 'Cluster', class: 'wide', label: false}, {text: 'Wanted', class: 'number'}, {text: 'Running', class: 'number'}, {text: 'Waiting', class: 'number'}, {text: 'Why', class: 'wide'}, {text: 'As of'},
  ], status.clusters.map(each => [each.cluster, each.goal, number(each.running), number(each.pending),
    [each.reason ?? '', each.meaning ? ': ' + each.meaning : '', each.stuck ? h('div', {class: 'bad'}, 'They will not start by themselves. ', each.remedy ?? '') : each.remedy ? h('div', {class: 'faint'}, each.remedy) : null,
      each.held ? h('div', {class: 'faint'}, 'the site takes no more now: ', each.held) : null], time(each.as_of)]), 'cards')] : []);

  const charts = () => {
    const column = at => points.map(point => point[at]);
    const times = column(0);
    fill(parts.charts, h('h2', null, 'Since this page is served'), h('div', {class: 'charts'},
      chart('Ended', ' a second', times, [{name: 'done', css: 'l-done', values: rates(times, column(1))}, {name: 'failed', css: 'l-dead', values: rates(times, column(4))}]),
      chart('Running', '', times, [{name: 'tasks', css: 'l-working', values: column(5)}, {name: 'agents', css: 'l-agents', values: column(7)}])));
  };

  const failures = async () => {
    const found = await look(path(name, 'failures'), page.signal);
    fill(parts.failures, found.dead === 0 ? [] : [h('h2', null, 'Failures'),
      h('p', {class: 'faint'}, number(found.dead), ' dead', found.looked < found.dead ? ', of which ' + number(found.looked) + ' were looked at' : '', '; alike are those that ended alike and printed the same last, numbers aside.'),
      table('Failures', [{text: 'Ended', label: false}, {text: 'Tasks', class: 'number'}, {text: 'Last line', class: 'wide', label: false}, {text: 'Such as', class: 'wide'}],
        found.groups.slice(0, 20).map(group => [
          [chip(group.outcome, 'bad'), ' ', group.exit ?? (group.signal ? 'signal ' + group.signal : ''), ' ', h('span', {class: 'faint'}, group.stage)], number(group.count),
          h('code', null, group.last_line ?? group.reason ?? '–'), h('a', {href: link(name, 't', group.example)}, group.example)]), 'cards'),
      found.groups.length > 20 ? h('p', {class: 'faint'}, 'and ', found.groups.length - 20, ' more ways') : null]);
  };

  const slowest = async () => {
    const found = await look(path(name, 'slowest'), page.signal);
    const timed = found.tasks.filter(task => task.wall_s > 0);
    fill(parts.slowest, timed.length === 0 ? [] : [h('h2', null, 'Slowest tasks that are done'),
      found.looked < found.done ? h('p', {class: 'faint'}, 'Of the ', number(found.looked), ' that have been looked at so far; there are ', number(found.done), '.') : null,
      table('Slowest tasks', [{text: 'Task', class: 'wide', label: false}, {text: 'Took', class: 'number'}, {text: 'CPU', class: 'number'}, {text: 'Memory', class: 'number'}, {text: 'Host', class: 'wide'}, {text: 'Parameters', class: 'wide'}],
        timed.map(task => [h('a', {href: link(name, 't', task.id)}, task.id), duration(task.wall_s), duration(task.cpu_s), bytes(task.max_rss_bytes), task.host ?? '–', brief(task.params)]), 'cards')]);
  };

  const agents = async () => {
    const all = await look(path(name, 'agents'), page.signal);
    const hosts = new Map();
    for (const agent of all) hosts.set(agent.host, [...(hosts.get(agent.host) ?? []), agent]);
    fill(parts.agents, h('h2', null, 'Agents and hosts'), all.length === 0 ? h('p', {class: 'faint'}, 'No agents.')
      : [h('p', {class: 'faint'}, number(all.filter(agent => agent.alive).length), ' alive on ', number(hosts.size), ' hosts, ',
        number(all.reduce((sum, agent) => sum + agent.running, 0)), ' tasks in ', number(all.reduce((sum, agent) => sum + agent.slots, 0)), ' slots'),
      table('Agents', [{text: 'Host', class: 'wide', label: false}, {text: 'Agent', class: 'wide', label: false}, {text: 'Cluster'}, {text: 'Allocation'}, {text: 'Running', class: 'number'}, {text: 'Heard of'}],
        [...hosts].flatMap(([host, there]) => there.map((agent, i) => [i === 0 ? host : '', [agent.agent, agent.alive ? '' : [' ', chip('silent', 'bad')]], agent.cluster,
          agent.allocation ?? '–', number(agent.running) + ' of ' + number(agent.slots), time(agent.seen)])).slice(0, 200), 'cards'),
      all.length > 200 ? h('p', {class: 'faint'}, 'and ', number(all.length - 200), ' more') : null]);
  };

  const follow = () => {
    const events = new EventSource(path(name, 'events'));
    page.ends.push(() => events.close());
    events.addEventListener('status', event => { status = JSON.parse(event.data); page.stands(); draw(); });
    events.addEventListener('progress', event => {
      const more = JSON.parse(event.data);
      left = more.left_s;
      const at = Date.parse(more.time);
      if (status && at > (points.at(-1)?.[0] ?? 0)) {
        points.push([at, status.total.done, status.total.dead, status.total.cancelled, points.at(-1)?.[4] ?? 0, status.total.working, status.total.pending, status.agents]);
        draw();
        charts();
      }
    });
    events.addEventListener('problem', event => page.fails(new Error(JSON.parse(event.data).error)));
    events.onerror = () => { if (!page.signal.aborted) page.tries(now); };
  };

  const now = async () => { status = await look(path(name), page.signal); draw(); };
  page.tries(async () => { await now(); follow(); });
  page.on('changed', now);
  page.every(5, async () => {
    progress = await look(path(name, 'progress'), page.signal);
    left = progress.left_s;
    points.splice(0, points.length, ...progress.history.points);
    draw();
    charts();
    await failures();
    await slowest();
  });
  page.every(5, agents);
}
