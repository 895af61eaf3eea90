// Every setting of a service, once: its name in the file, its flag, its environment variable, what it may be, its default.
// Help, the reference page, `reprise config` and what is refused are made from this table.
import { choice, type Kind, list, natsAddress, path, seconds, text, wholeNumber } from './kinds.ts';

export interface Setting<T> {
  readonly kind: Kind<T>;
  /** True: it has a flag of its name (`logLevel`: `--log-level`). */
  readonly flag: boolean;
  /** The environment variable. */
  readonly env: string;
  /** Undefined: none; `unset` says what holds then. */
  readonly default?: T;
  /** What holds where it is not set, for people. Default: the default. */
  readonly unset?: string;
  /** What it decides, as the beginning of a sentence. */
  readonly description: string;
  /** Whether its value is never shown as it is. */
  readonly secret?: true;
  /**
   * True for one that every command goes by, not only a service: a value in the file is then as good as one in the
   * environment.
   */
  readonly common?: true;
}

const some = <T, const S extends Setting<T>>(one: S & { readonly kind: Kind<T> }): S => one;

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export const DEFAULT_PORT = 4280;

export const SETTINGS = {
  host: some({
    kind: text('address', 'an address of this machine'),
    flag: true,
    env: 'REPRISE_HOST',
    default: '127.0.0.1',
    description: 'the address that is listened on',
  }),
  port: some({
    kind: wholeNumber('port', 0, 65_535),
    flag: true,
    env: 'REPRISE_PORT',
    default: DEFAULT_PORT,
    unset: `${DEFAULT_PORT}, or a free one where that is taken`,
    description: 'the port; 0 takes one that is free',
  }),
  drainSeconds: some({
    kind: seconds(0, 3_600),
    flag: true,
    env: 'REPRISE_DRAIN_SECONDS',
    default: 10,
    description: 'how long what is under way may take after SIGTERM, before it is cut off',
  }),
  deadlineSeconds: some({
    kind: seconds(0.1, 600),
    flag: true,
    env: 'REPRISE_DEADLINE_SECONDS',
    default: 10,
    description: 'how long a request waits for a log that does not answer, before it ends with 503',
  }),
  logLevel: some({
    kind: choice('level', LOG_LEVELS),
    flag: true,
    env: 'REPRISE_LOG_LEVEL',
    default: 'info',
    description: 'the least that is written to standard error',
  }),
  logFormat: some({
    kind: choice('format', ['json', 'pretty', 'auto']),
    flag: true,
    env: 'REPRISE_LOG_FORMAT',
    default: 'auto',
    unset: 'auto: pretty on a terminal, else json',
    description: 'how the lines on standard error look',
  }),
  tokens: some({
    kind: choice('when', ['optional', 'required']),
    flag: true,
    env: 'REPRISE_TOKENS',
    default: 'optional',
    description: 'whether a request needs a token; one that is given always counts',
  }),
  tlsCert: some({
    kind: path('file', 'the path of a certificate, PEM'),
    flag: true,
    env: 'REPRISE_TLS_CERT',
    unset: 'without TLS',
    description: 'the certificate of the service, read again when it changes, and on SIGHUP',
  }),
  tlsKey: some({
    kind: path('file', 'the path of a private key, PEM'),
    flag: true,
    env: 'REPRISE_TLS_KEY',
    unset: 'none',
    description: 'the private key of the certificate',
  }),
  behindProxy: some({
    kind: list('addresses', 'addresses or ranges of proxies, such as 10.0.0.7,10.1.0.0/16'),
    flag: true,
    env: 'REPRISE_BEHIND_PROXY',
    unset: 'none',
    description: 'proxies that end TLS, and whose X-Forwarded headers are believed',
  }),
  allowedHost: some({
    kind: list('names', 'names of hosts'),
    flag: true,
    env: 'REPRISE_ALLOWED_HOST',
    unset: 'loopback names and the address that is listened on',
    description: 'names by which a request may call the service, beside those of loopback',
  }),
  corsOrigin: some({
    kind: list('origins', 'origins, such as https://board.example'),
    flag: true,
    env: 'REPRISE_CORS_ORIGIN',
    unset: 'none',
    description: 'origins whose pages may use the service',
  }),
  requestRate: some({
    kind: wholeNumber('n', 1, 1_000_000),
    flag: true,
    env: 'REPRISE_REQUEST_RATE',
    default: 500,
    description: 'the most requests a second of one token',
  }),
  maxStreams: some({
    kind: wholeNumber('n', 1, 1_000_000),
    flag: true,
    env: 'REPRISE_MAX_STREAMS',
    default: 100,
    description: 'the most live streams of one token at a time',
  }),
  store: some({
    kind: path('dir', 'a folder'),
    flag: true,
    env: 'REPRISE_STORE',
    unset: '$XDG_DATA_HOME/reprise',
    description: 'the folder of the log',
    common: true,
  }),
  natsUrl: some({
    kind: natsAddress(),
    flag: false,
    env: 'NATS_URL',
    unset: 'the managed server of the store',
    description: 'nats-servers of your own',
    secret: true,
    common: true,
  }),
  natsSystemUrl: some({
    kind: natsAddress(),
    flag: false,
    env: 'NATS_SYSTEM_URL',
    unset: 'what the servers sync is not known',
    description: 'a login of the system account of your own servers',
    secret: true,
    common: true,
  }),
  adminUrl: some({
    kind: natsAddress(),
    flag: false,
    env: 'REPRISE_ADMIN_URL',
    unset: 'of a managed server the login of its store; else nothing is repaired or erased',
    description: 'the login of an admin on your own servers, for repair and erasure alone',
    secret: true,
    common: true,
  }),
  natsServer: some({
    kind: path('path', 'the path of a nats-server'),
    flag: false,
    env: 'NATS_SERVER',
    unset: 'found on the path, or downloaded',
    description: 'the program that the managed server is',
    common: true,
  }),
  natsConf: some({
    kind: path('path', 'the path of a configuration of nats-server'),
    flag: false,
    env: 'REPRISE_NATS_CONF',
    unset: 'nats.conf of the package',
    description: 'the configuration of the managed server',
    common: true,
  }),
  streams: some({
    kind: list('names', 'names of streams, the current one last'),
    flag: false,
    env: 'REPRISE_STREAMS',
    unset: 'REPRISE',
    description: 'the streams of the log',
    common: true,
  }),
  secrets: some({
    kind: path('path', 'the path of a JSON file'),
    flag: false,
    env: 'REPRISE_SECRETS',
    unset: '$XDG_CONFIG_HOME/reprise/secrets.json, where it exists',
    description: 'the file with your own secret patterns',
    common: true,
  }),
} as const;

export type SettingName = keyof typeof SETTINGS;
export const SETTING_NAMES = Object.keys(SETTINGS) as readonly SettingName[];

type ValueOf<S> = S extends { readonly kind: Kind<infer T> }
  ? S extends { readonly default: T }
    ? T
    : T | undefined
  : never;
export type Settings = { readonly [N in SettingName]: ValueOf<(typeof SETTINGS)[N]> };

/** Any entry, where the type of its value does not matter. */
export const settingOf = (name: SettingName): Setting<unknown> => SETTINGS[name] as unknown as Setting<unknown>;

/** `--log-level`. */
export const flagOf = (name: SettingName): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

/** What holds where it is not set. */
export const unsetText = (name: SettingName): string => {
  const { kind, default: value, unset } = settingOf(name);
  return unset ?? (value === undefined ? 'none' : kind.toText(value));
};
