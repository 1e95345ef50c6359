// Asks the program, and tells it what to do.

let guard = '';

export class Refused extends Error {
  constructor(status, error, advice) {
    super(error);
    this.status = status;
    this.advice = advice ?? '';
  }
}

async function answer(request) {
  let got;
  try {
    got = await request;
  } catch (gone) {
    if (gone.name === 'AbortError') throw gone;
    throw new Refused(0, 'muster dashboard does not answer', 'is it still running? is the tunnel open?');
  }
  if (got.ok) return got;
  const why = await got.json().catch(() => ({error: got.status + ' ' + got.statusText}));
  throw new Refused(got.status, why.error, why.advice);
}

export function path(campaign, ...rest) {
  return '/api/v1/campaigns/' + [campaign, ...rest].map(encodeURIComponent).join('/');
}

export async function look(where, signal) {
  return (await answer(fetch(where, {signal}))).json();
}

export async function log(where, signal) {
  const got = await answer(fetch(where, {signal}));
  return {
    bytes: new Uint8Array(await got.arrayBuffer()),
    offset: Number(got.headers.get('Muster-Log-Offset')),
    length: Number(got.headers.get('Muster-Log-Length')),
    note: got.headers.get('Muster-Log-Note'),
  };
}

export async function session() {
  const got = await answer(fetch('/api/v1/session'));
  guard = got.headers.get('Muster-Guard') ?? '';
  return got.json();
}

export async function act(campaign, word, body) {
  const headers = {'Content-Type': 'application/json', 'Muster-Guard': guard};
  return (await answer(fetch(path(campaign, word), {method: 'POST', headers, body: JSON.stringify(body ?? {})}))).json();
}
