// The command line of `import`.
import { type Declare, MARK, repeated } from '../../declare.ts';

export const importCommand = ({ command }: Declare): void => {
  command(
    'import',
    {
      summary:
        'Record sessions from their four files (planning-, todo-, workbook-, events-ID.json), an export or a document.',
      examples: [
        'reprise import examples/password-reset',
        'reprise import ./session --strict',
        'reprise import ./sessions --report import.md',
        'reprise import ./session --dry-run',
        'reprise import session.ndjson --redact',
        'reprise import .sisyphus/sessions',
        'reprise import workflow.md',
        'reprise import plan.md --git',
      ],
      takesUrl: true,
    },
    async () => (await import('./import.ts')).importPaths,
  )
    .argument(
      '<paths...>',
      'folders with the files or the state.json of a session, or folders of such folders; an NDJSON file that `export` wrote; ' +
        'a document of cycles in Markdown; or, with --git, a plan.md',
    )
    .option('--enforce', 'refuse what violates a rule, in the import and in every later command')
    .option('--strict', 'record nothing of a session with a violation (default: record all, list the violations)')
    .option('--git', 'record the history of a plan.md in its git repository')
    .option('--mark <sign=status>', `with --git, ${MARK} (default: those of the first import)`, repeated)
    .option(
      '--session <id>',
      'which session, where a folder holds several; with --git the id to record (default: repository and path)',
    )
    .option('--report <file>', 'write every difference, violation and warning as Markdown')
    .option('--dry-run', 'record nothing: print what would be recorded and replaced as secrets')
    .option('--again', 'begin anew a session that was forgotten')
    .option('--redact', 'replace the secrets of an NDJSON file, with a new hash chain')
    .option('--keep-secrets', 'keep every byte of an NDJSON file, secrets too');
};
