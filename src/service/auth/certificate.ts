// The certificate of the service, read again when its files change or when it is told to. A pair that does not fit, as while
// one of two files is replaced, leaves the old one in use.
import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { RepriseError } from '../../errors.ts';

export interface CertificateFiles {
  readonly cert: string;
  readonly key: string;
}

export interface Pair {
  readonly cert: Buffer;
  readonly key: Buffer;
}

const LOOK_MS = 1_000;

/** @throws RepriseError BAD_INPUT for files that cannot be read, or are no certificate and its key */
export const readCertificate = ({ cert, key }: CertificateFiles): Pair => {
  try {
    const pair = { cert: readFileSync(cert), key: readFileSync(key) };
    createSecureContext(pair);
    return pair;
  } catch (error) {
    // A message of OpenSSL names the fault, never the key.
    throw new RepriseError(
      'BAD_INPUT',
      `${cert} and ${key} are no certificate and its key: ${(error as Error).message}.`,
      {
        hint: 'Both are PEM files; the certificate stands first in its file, then those that signed it.',
        fields: { cert, key },
      },
    );
  }
};

export interface Watched {
  /** Reads the files again now. */
  reload(): void;
  close(): void;
}

/** @param use receives each new pair; `failed` why one cannot be used */
export const watchCertificate = (
  files: CertificateFiles,
  use: (pair: Pair) => void,
  failed: (error: unknown) => void,
): Watched => {
  const reload = (): void => {
    try {
      use(readCertificate(files));
    } catch (error) {
      failed(error);
    }
  };
  // By their times: a file that is replaced by a link is seen too, on every file system.
  for (const file of Object.values(files)) watchFile(file, { interval: LOOK_MS, persistent: false }, reload);
  return {
    reload,
    close: () => {
      for (const file of Object.values(files)) unwatchFile(file, reload);
    },
  };
};
