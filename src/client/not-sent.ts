// Whether a request that failed may have reached a service. A browser says only that it failed; Node says why.

/** What an error of a request may hold: that of Node, that around it of `fetch`, and that of several addresses. */
interface NodeError {
  readonly code?: string;
  readonly syscall?: string;
  readonly message?: string;
  readonly errors?: readonly NodeError[];
  readonly cause?: NodeError;
  /** Set by a `fetch` of Reprise: false where no connection was made. */
  readonly isSent?: boolean;
}

/** Where there was no connection. */
const NOT_CONNECTED = [
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN'],
  ...['EADDRNOTAVAIL', 'UND_ERR_CONNECT_TIMEOUT'],
];
const OF_CONNECTING = ['connect', 'getaddrinfo'];

/** Of a certificate that does not convince: what OpenSSL says of it (X509_V_ERR_...), and Node of its names. */
const CERTIFICATE = new Set([
  ...['CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID', 'CERT_REVOKED', 'CERT_REJECTED', 'CERT_UNTRUSTED'],
  ...['CERT_CHAIN_TOO_LONG', 'CERT_SIGNATURE_FAILURE', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'],
  ...['UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ...['INVALID_CA', 'INVALID_PURPOSE', 'PATH_LENGTH_EXCEEDED', 'HOSTNAME_MISMATCH', 'ERR_TLS_CERT_ALTNAME_INVALID'],
]);
/** What answers to TLS speaks none. */
const NO_TLS = ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG'];

export interface RequestFailure {
  /** The end of a sentence. */
  readonly why: string;
  /** Whether the request may have been received. */
  readonly mayBeSent: boolean;
  /** Whether the certificate of the service is what was wrong: that does not pass by itself. */
  readonly isCertificate: boolean;
}

const isUnconnected = ({ code = '', syscall = '', errors }: NodeError): boolean =>
  NOT_CONNECTED.includes(code) ||
  NO_TLS.includes(code) ||
  OF_CONNECTING.includes(syscall) ||
  (errors !== undefined && errors.length > 0 && errors.every(isUnconnected));

const CODES: Readonly<Record<string, string>> = {
  EPROTO: 'it speaks no TLS (http, not https?)',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it speaks no TLS (http, not https?)',
};

/** @param error what `fetch` rejected with */
export const requestFailure = (error: unknown): RequestFailure => {
  const given = error as NodeError;
  const found = given.cause?.code === undefined && given.cause?.errors === undefined ? given : given.cause;
  const { code } = found;
  const isCertificate = code !== undefined && CERTIFICATE.has(code);
  const isSent = given.isSent !== false && !isCertificate && !isUnconnected(found);
  const said = found.code ?? given.cause?.message ?? given.message ?? 'it failed';
  return {
    why: isCertificate ? `its certificate is not accepted (${code})` : ((isSent ? undefined : CODES[said]) ?? said),
    mayBeSent: isSent,
    isCertificate,
  };
};
