// The live streams of a caller that may see some sessions only: of these, whatever it asks the hub for.
import { describe, expect, it, onTestFinished } from 'vitest';
import { memoryLog } from '../../../src/log/memory.ts';
import { scopedService } from '../../../src/service/auth/scoped-service.ts';
import { type Caller, serviceOn } from '../../../src/service/service.ts';
import type { HubSubscribeOptions } from '../../../src/session/follow/options.ts';

const CALLER: Caller = { role: 'reader', name: 'ada', sessions: ['mine', 'other-mine'] };

const scoped = async () => {
  const service = serviceOn(memoryLog(), { draining: new AbortController().signal });
  onTestFinished(() => service.hub.close());
  for (const id of ['mine', 'theirs', 'other-mine'])
    await service.recorder.sessions.send(id, { name: 'session.start', data: { goal: id } });
  const { hub } = scopedService(service, CALLER);
  const seen = async (options?: HubSubscribeOptions): Promise<string[]> => {
    const sessions: string[] = [];
    for await (const one of hub.subscribe(options)) {
      if (one.kind === 'caught-up') break;
      if (one.kind === 'event') sessions.push(one.event.sessionid);
    }
    return sessions;
  };
  return { service, hub, seen };
};

describe('the hub of a caller', () => {
  it('gives its sessions where it names none', async () => {
    const { seen } = await scoped();
    for (const options of [undefined, {}, { sessions: [] }])
      expect(await seen(options)).toEqual(['mine', 'other-mine']);
    expect(await seen({ sessions: 'other-mine' })).toEqual(['other-mine']);
  });

  it('refuses another session, alone, among its own, and as a view', async () => {
    const { hub } = await scoped();
    const refused = expect.objectContaining({ code: 'FORBIDDEN' });
    expect(() => hub.subscribe({ sessions: 'theirs' })).toThrow(refused);
    expect(() => hub.subscribe({ sessions: ['mine', 'theirs'] })).toThrow(refused);
    expect(() => hub.subscribeView('theirs', 'plan')).toThrow(refused);
  });

  it('gives the view of its session', async () => {
    const { hub } = await scoped();
    for await (const one of hub.subscribeView('mine', 'overview')) {
      expect(one).toMatchObject({ kind: 'view', sessionId: 'mine', document: { goal: 'mine' } });
      break;
    }
  });

  it('is not closed by one caller', async () => {
    const { service, hub } = await scoped();
    await hub.close();
    for await (const one of service.hub.subscribe()) {
      expect(one.kind).toBe('event');
      break;
    }
  });
});
