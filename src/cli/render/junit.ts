// Results as JUnit XML, as build servers read it: suites of cases, each passed, failed, in error or skipped.
import { safeLine, safeLines } from '../../text/safe-text.ts';
import { escapeXml } from '../../text/xml.ts';

export interface JunitCase {
  readonly name: string;
  readonly result:
    | { readonly kind: 'passed' }
    /** `message` is one line; `text` holds the details. */
    | { readonly kind: 'failure' | 'error'; readonly type: string; readonly message: string; readonly text: string }
    | { readonly kind: 'skipped'; readonly message: string };
}

export interface JunitSuite {
  readonly name: string;
  readonly cases: readonly JunitCase[];
  /** Undefined where it was not measured. */
  readonly durationMs?: number;
}

const attribute = (name: string, value: string | number): string => ` ${name}="${escapeXml(safeLine(String(value)))}"`;

const caseText = (suite: string, { name, result }: JunitCase): string => {
  const head = `    <testcase${attribute('classname', suite)}${attribute('name', name)}`;
  if (result.kind === 'passed') return `${head}/>`;
  const inner =
    result.kind === 'skipped'
      ? `<skipped${attribute('message', result.message)}/>`
      : `<${result.kind}${attribute('type', result.type)}${attribute('message', result.message)}>${escapeXml(safeLines(result.text).join('\n'))}</${result.kind}>`;
  return `${head}>\n      ${inner}\n    </testcase>`;
};

const sumsOf = (suites: readonly JunitSuite[]): string => {
  const count = (kind?: JunitCase['result']['kind']): number =>
    suites.flatMap(({ cases }) => cases).filter(({ result }) => kind === undefined || result.kind === kind).length;
  return `${attribute('tests', count())}${attribute('failures', count('failure'))}${attribute('errors', count('error'))}${attribute('skipped', count('skipped'))}`;
};

/** The content of a file, without the last line end. */
export const junitText = (name: string, suites: readonly JunitSuite[]): string =>
  [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attribute('name', name)}${sumsOf(suites)}>`,
    ...suites.flatMap((suite) => {
      const time = suite.durationMs === undefined ? '' : attribute('time', (suite.durationMs / 1000).toFixed(3));
      return [
        `  <testsuite${attribute('name', suite.name)}${sumsOf([suite])}${time}>`,
        ...suite.cases.map((one) => caseText(suite.name, one)),
        '  </testsuite>',
      ];
    }),
    '</testsuites>',
  ].join('\n');
