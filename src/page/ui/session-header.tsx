// What the session is: its goal, its status at the moment that is looked at, and how far its record is to be trusted.
import { useSignal } from '@preact/signals';
import type { OverviewDocument } from '../../../projections/overview.ts';
import { go } from '../data/address.ts';
import { verified } from '../data/embedded.ts';
import { durability } from '../data/log.ts';
import { client, explain } from '../data/service.ts';
import { counted, duration, moment, number } from '../model/format.ts';
import { Badge, Meter } from './badge.tsx';
import { LongText } from './long-text.tsx';

const EmbeddedBadge = () => {
  const result = verified.value;
  if (result === undefined || result.kind === 'checking')
    return <span class="badge plain">○ checking the chain …</span>;
  return result.kind === 'sound' ? (
    <Badge status="sound" label={`verified: ${counted(result.events, 'event')}, ${result.hash.slice(0, 12)}…`} />
  ) : (
    <span role="alert" class="badge bad">
      ✗ event {result.ordinal} does not verify: {result.why}
    </span>
  );
};

const VerifyButton = ({ session }: { readonly session: string }) => {
  const result = useSignal<{ readonly status: string; readonly label: string } | undefined>(undefined);
  const isRunning = useSignal(false);
  const verify = async (): Promise<void> => {
    isRunning.value = true;
    try {
      const report = (await client.peek().verify(session)) as { ok?: boolean; events?: number; violations?: unknown[] };
      result.value =
        report.ok === false
          ? { status: 'broken', label: 'does not verify' }
          : { status: 'sound', label: `verified${report.events === undefined ? '' : `: ${number(report.events)}`}` };
    } catch (error) {
      result.value = { status: 'broken', label: explain(error) };
    }
    isRunning.value = false;
  };
  return (
    <span role="status">
      {result.value === undefined ? (
        <button type="button" class="small" disabled={isRunning.value} onClick={() => void verify()}>
          {isRunning.value ? 'Verifying …' : 'Verify'}
        </button>
      ) : (
        <Badge status={result.value.status} label={result.value.label} />
      )}
    </span>
  );
};

export const SessionHeader = ({
  overview,
  embedded,
}: {
  readonly overview: OverviewDocument;
  readonly embedded: boolean;
}) => {
  const { sessionId, goal, status, profile, currentPhase, currentCycle, tokens, agents, todos, parentSession } =
    overview;
  return (
    <header class="session-head">
      <h1 dir="auto">
        <LongText text={goal ?? sessionId} most={300} />
      </h1>
      <p class="facts">
        <Badge status={status} />
        {embedded ? <EmbeddedBadge /> : <VerifyButton session={sessionId} />}
        {!embedded && durability.value !== undefined && (
          <span class="badge plain" title="What an acknowledgement of the log promises">
            <span aria-hidden="true">⛁</span> {durability.value}
          </span>
        )}
        <span class="fact id">{sessionId}</span>
        {profile !== null && (
          <span class="fact">
            profile <bdi>{profile}</bdi>
          </span>
        )}
        {currentPhase !== null && (
          <span class="fact">
            phase{' '}
            <strong>
              <bdi>{currentPhase}</bdi>
            </strong>
          </span>
        )}
        {currentCycle !== null && (
          <span class="fact">
            cycle <strong>{currentCycle}</strong>
          </span>
        )}
        <span class="fact">
          {agents.running} of {counted(agents.total, 'agent')} running
        </span>
        <span class="fact">
          {todos.completed} of {counted(todos.total, 'todo')} done
        </span>
        <span class="fact">
          {number(tokens.used)} {tokens.budget === null ? 'tokens' : `of ${number(tokens.budget)} tokens`}{' '}
          <Meter value={tokens.percent} label={`${tokens.percent ?? 0} % of the budget`} />
        </span>
        <span
          class="fact"
          title={`${moment(overview.startedAt)} – ${moment(overview.endedAt ?? overview.lastEventAt)}`}
        >
          {duration(overview.ranS)}
        </span>
        {parentSession !== null && !embedded && (
          <button type="button" class="link" onClick={() => go({ session: parentSession, at: undefined })}>
            part of {parentSession}
          </button>
        )}
      </p>
    </header>
  );
};
