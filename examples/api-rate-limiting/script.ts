// The session: per-user rate limiting for a REST API, from a spec that a person reviews to a reviewed implementation, in
// seven cycles. The document tells cycles 1 to 4; 5, 6 and 7, which it names in a heading, are written for this project.
import { Script } from '../script.ts';

export const apiRateLimiting = new Script('api-rate-limiting', '2025-11-11T13:00:00.000Z')
  .begin('Add API rate limiting', 'Add rate limiting to the REST API — per-user, configurable limits')
  .cycle(1, 'Spec')
  .add('plan.title', { title: 'Feature: API Rate Limiting' })
  .section('spec-planning', 'Spec & Planning')
  .items(
    [
      { id: 'spec', text: 'Draft spec for API rate limiting' },
      { id: 'plan', text: 'Plan implementation' },
      { id: 'review-plan', text: 'Review plan' },
    ],
    'spec-planning',
  )
  .section('implementation', 'Implementation')
  .items(
    [
      { id: 'middleware', text: 'Implement rate limiting middleware' },
      { id: 'config', text: 'Implement rate limit configuration' },
      { id: 'responses', text: 'Implement rate limit headers and error responses' },
    ],
    'implementation',
  )
  .section('validation', 'Validation')
  .items(
    [
      { id: 'validate', text: 'Validate implementation' },
      { id: 'review', text: 'Review implementation' },
    ],
    'validation',
  )
  .send({
    agents: [
      {
        agentId: 'spec-draft-1-1',
        agentType: 'spec-draft',
        itemIds: ['spec'],
        instruction:
          'Investigate codebase and draft spec for per-user API rate limiting. Check existing middleware patterns in src/api/middleware/. Questions to resolve: storage backend (Redis vs in-memory), limit granularity (per-endpoint vs global), response format for rate-limited requests.',
      },
    ],
  })
  .wait(14)
  .add(
    'entry.add',
    {
      entryId: 'storage-backend',
      entryType: 'question',
      title: 'Which storage backend?',
      content: 'The counters can be kept in Redis or in memory.',
    },
    'spec-draft-1-1',
  )
  .add(
    'entry.add',
    {
      entryId: 'limit-granularity',
      entryType: 'question',
      title: 'How fine are the limits?',
      content: 'A limit can hold for each endpoint or for the whole API.',
    },
    'spec-draft-1-1',
  )
  .add(
    'entry.add',
    {
      entryId: 'response-format',
      entryType: 'question',
      title: 'What does a rate-limited request get?',
      content: 'The response format for rate-limited requests.',
    },
    'spec-draft-1-1',
  )
  .add(
    'document.record',
    {
      path: 'context/spec-rate-limiting.md',
      kind: 'spec',
      parts: ['storage backend', 'limit granularity', 'response format', 'configuration'],
    },
    'spec-draft-1-1',
  )
  .add('review.request', {
    reviewId: 'spec-review',
    of: 'The spec at context/spec-rate-limiting.md',
    from: 'user',
  })
  .wait(20)
  .add(
    'question.resolve',
    { entryId: 'storage-backend', answer: 'Redis is already in stack, use it.', by: 'user' },
    'user',
  )
  .add(
    'question.resolve',
    { entryId: 'limit-granularity', answer: 'Per-user with endpoint-specific overrides.', by: 'user' },
    'user',
  )
  .add(
    'question.resolve',
    { entryId: 'response-format', answer: 'Standard 429 response with Retry-After header.', by: 'user' },
    'user',
  )
  .add('review.give', { reviewId: 'spec-review', verdict: 'approved', text: 'Go on with the plan.' }, 'user')
  .report(
    'spec-draft-1-1',
    {
      text: 'Spec saved to context/spec-rate-limiting.md. Approach: Redis-backed sliding window. Per-user with endpoint-specific overrides. Standard 429 response with Retry-After header. Config via environment variables. Open questions resolved with user: Redis is already in stack, use it.',
    },
    ['context/spec-rate-limiting.md'],
  )
  .endCycle(1)

  .cycle(2, 'Plan (after human reviews spec)')
  .done('spec')
  .send({
    agents: [
      {
        agentId: 'plan-2-1',
        agentType: 'plan',
        itemIds: ['plan'],
        instruction: 'Create implementation plan from spec at context/spec-rate-limiting.md',
      },
      {
        agentId: 'test-spec-2-1',
        agentType: 'test-spec',
        instruction: 'Define behavioral properties for rate limiting from spec',
      },
    ],
  })
  .wait(9)
  .report('test-spec-2-1', {
    text: 'Properties: below its limit a user is never refused; above it every request gets 429 and Retry-After; after that time the next request passes; users never count for each other.',
  })
  .wait(3)
  .add(
    'document.record',
    {
      path: 'context/plan-rate-limiting.md',
      kind: 'plan',
      parts: ['middleware', 'config', 'response format'],
    },
    'plan-2-1',
  )
  .report(
    'plan-2-1',
    { text: 'Plan at context/plan-rate-limiting.md. Plan has 3 phases: middleware, config, response format.' },
    ['context/plan-rate-limiting.md'],
  )
  .endCycle(2)

  .cycle(3, 'Review plan')
  .done('plan')
  .send({
    agents: [
      {
        agentId: 'review-plan-3-1',
        agentType: 'review-plan',
        itemIds: ['review-plan'],
        instruction: 'Validate plan at context/plan-rate-limiting.md against spec at context/spec-rate-limiting.md',
      },
    ],
  })
  .wait(6)
  .report('review-plan-3-1', { text: 'Plan review: PASS.', verdict: 'pass' })
  .endCycle(3)

  .cycle(4, 'Implement (phases 1+2 parallel)')
  .done('review-plan')
  .send({
    reason: 'phases 1 and 2 touch different files',
    agents: [
      {
        agentId: 'implement-4-1',
        agentType: 'implement',
        itemIds: ['middleware'],
        instruction:
          'Implement Phase 1 from context/plan-rate-limiting.md — rate limiting middleware in src/api/middleware/rate-limit.ts',
      },
      {
        agentId: 'implement-4-2',
        agentType: 'implement',
        itemIds: ['config'],
        instruction:
          'Implement Phase 2 from context/plan-rate-limiting.md — rate limit configuration in src/config/rate-limits.ts',
      },
    ],
  })
  .wait(8)
  .report('implement-4-2', { text: 'Limits are read from the environment, with overrides for each endpoint.' }, [
    'src/config/rate-limits.ts',
  ])
  .wait(7)
  .report('implement-4-1', { text: 'The middleware counts each user in a sliding window in Redis.' }, [
    'src/api/middleware/rate-limit.ts',
  ])
  .endCycle(4)

  .cycle(5, 'Implement the response format')
  .done('middleware', 'config')
  .send({
    reason: 'it builds on the middleware and its configuration',
    agents: [
      {
        agentId: 'implement-5-1',
        agentType: 'implement',
        itemIds: ['responses'],
        instruction:
          'Implement Phase 3 from context/plan-rate-limiting.md: a 429 response with a Retry-After header, and headers that tell a user what is left of the limit.',
      },
    ],
  })
  .wait(10)
  .report('implement-5-1', { text: 'Refused requests get 429 with Retry-After; all responses tell the limit.' }, [
    'src/api/middleware/rate-limit.ts',
  ])
  .endCycle(5)

  .cycle(6, 'Validate')
  .done('responses')
  .send({
    agents: [
      {
        agentId: 'validate-6-1',
        agentType: 'validate',
        itemIds: ['validate'],
        instruction: 'Validate rate limiting against the behavioral properties: run them, and all tests of src/api/.',
      },
    ],
  })
  .wait(9)
  .report('validate-6-1', { text: 'PASS. Every property holds, and the tests of src/api/ pass.', verdict: 'pass' })
  .endCycle(6)

  .cycle(7, 'Review and complete')
  .done('validate')
  .send({
    agents: [
      {
        agentId: 'review-7-1',
        agentType: 'review',
        itemIds: ['review'],
        instruction:
          'Review src/api/middleware/rate-limit.ts and src/config/rate-limits.ts. Check what happens when Redis does not answer.',
      },
    ],
  })
  .wait(7)
  .report('review-7-1', { text: 'Clean. Without Redis requests pass and a warning is logged.', verdict: 'pass' })
  .done('review')
  .endCycle(7)
  .complete('Added per-user rate limiting to the REST API, with limits that the environment sets for each endpoint.');
