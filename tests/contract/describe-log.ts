// Runs the published contract of a log: an adapter's test is a factory and a call.
import { afterAll, describe, test } from 'vitest';
import { type LogStore, logContract } from '../../src/testing/log-contract/log-contract.ts';

export const describeLog = (name: string, start: () => Promise<LogStore>): void => {
  describe(`${name} keeps the contract of a log`, () => {
    const { cases, stop } = logContract(start);
    for (const part of new Set(cases.map((one) => one.part)))
      describe(part, () => {
        for (const { title, run } of cases.filter((one) => one.part === part)) test(title, run);
      });
    afterAll(stop);
  });
};
