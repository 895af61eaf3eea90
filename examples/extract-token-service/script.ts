// The session: token logic taken out of route handlers into a service of its own, against a baseline of 47 tests, in five
// cycles.
import { Script } from '../script.ts';

export const extractTokenService = new Script('extract-token-service', '2025-11-12T08:30:00.000Z')
  .begin(
    'Refactor authentication module',
    'Refactor auth — extract token logic from route handlers into dedicated service',
  )
  .cycle(1, 'Plan + baseline')
  .add('plan.title', { title: 'Refactor: Extract Token Service' })
  .items([
    { id: 'plan', text: 'Plan auth refactor', note: 'extract token service' },
    { id: 'baseline', text: 'Capture behavioral baseline', note: '(run all auth tests)' },
    { id: 'create', text: 'Create TokenService class with extracted logic' },
    { id: 'handlers', text: 'Update route handlers to use TokenService' },
    { id: 'tests', text: 'Update tests to use new service interface' },
    { id: 'validate', text: 'Validate all auth tests still pass' },
    { id: 'review', text: 'Review for dead code and missed references' },
  ])
  .send({
    mode: 'parallel',
    agents: [
      {
        agentId: 'plan-1-1',
        agentType: 'plan',
        itemIds: ['plan'],
        instruction:
          'Plan refactor: extract token creation, validation, and refresh logic from src/api/routes/auth.ts into a new src/services/token-service.ts. Map all token-related functions, their callers, and the extraction plan.',
      },
      {
        agentId: 'validate-1-1',
        agentType: 'validate',
        itemIds: ['baseline'],
        instruction:
          'Run all tests in src/__tests__/auth/ and record results. This is the behavioral baseline — these must all pass after refactor.',
      },
    ],
  })
  .wait(4)
  .add(
    'baseline.record',
    { baselineId: 'auth-tests', name: 'Auth tests passing', value: 47, unit: 'tests' },
    'validate-1-1',
  )
  .report('validate-1-1', { text: 'Baseline captured (47 tests passing).', verdict: 'pass' })
  .wait(5)
  .report('plan-1-1', { text: 'Plan complete.' })
  .endCycle(1)

  .cycle(2, 'Extract')
  .add('item.done', { itemId: 'plan', note: '' })
  .add('item.done', { itemId: 'baseline', note: '(47 tests passing)' })
  .send({
    mode: 'serial',
    reason: 'must happen before consumer updates',
    agents: [
      {
        agentId: 'implement-2-1',
        agentType: 'implement',
        itemIds: ['create'],
        instruction:
          'Execute Phase 1 of refactor plan: create TokenService class at src/services/token-service.ts. Extract validateToken, createToken, refreshToken from src/api/routes/auth.ts. Export the class. Do NOT modify route handlers yet.',
      },
    ],
  })
  .wait(12)
  .add('file.create', { path: 'src/services/token-service.ts' }, 'implement-2-1')
  .report('implement-2-1', { text: 'TokenService created.' }, ['src/services/token-service.ts'])
  .endCycle(2)

  .cycle(3, 'Update consumers')
  .done('create')
  .send({
    mode: 'parallel',
    reason: 'where possible',
    agents: [
      {
        agentId: 'implement-3-1',
        agentType: 'implement',
        itemIds: ['handlers'],
        instruction:
          'Update route handlers in src/api/routes/auth.ts to import and use TokenService instead of inline token logic. Remove extracted functions.',
      },
      {
        agentId: 'implement-3-2',
        agentType: 'implement',
        itemIds: ['tests'],
        instruction:
          'Update tests in src/__tests__/auth/ to use TokenService where they directly tested extracted functions.',
      },
    ],
  })
  .wait(9)
  .report('implement-3-1', { text: 'Route handlers use TokenService; the extracted functions are gone.' }, [
    'src/api/routes/auth.ts',
  ])
  .wait(2)
  .report('implement-3-2', { text: 'Tests use TokenService where they tested extracted functions.' }, [
    'src/__tests__/auth/',
  ])
  .endCycle(3)

  .cycle(4, 'Validate + review')
  .done('handlers', 'tests')
  .send({
    mode: 'parallel',
    agents: [
      {
        agentId: 'validate-4-1',
        agentType: 'validate',
        itemIds: ['validate'],
        instruction: 'Run all auth tests. Compare against baseline of 47 passing. Every test must still pass.',
      },
      {
        agentId: 'review-4-1',
        agentType: 'review',
        itemIds: ['review'],
        instruction:
          'Review src/api/routes/auth.ts and src/services/token-service.ts. Check for: dead code left behind, missed references to old functions, broken imports.',
      },
    ],
  })
  .wait(5)
  .add('baseline.compare', { baselineId: 'auth-tests', value: 47, holds: true }, 'validate-4-1')
  .report('validate-4-1', { text: 'All 47 tests passing.', verdict: 'pass' })
  .wait(3)
  .report('review-4-1', { text: 'Review clean.', verdict: 'pass' })
  .endCycle(4)

  .cycle(5, 'Complete')
  .done('validate', 'review')
  .endCycle(5)
  .complete('Extracted token logic into TokenService. All existing tests pass.');
