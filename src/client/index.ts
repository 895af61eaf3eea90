// `reprise/client`: a service over HTTP, from Node and from browsers.
export type { LegalMove, Need } from '../../machines/legal.ts';
export { ERROR_CODES, type ErrorCode, isRepriseError, RepriseError } from '../errors.ts';
export type { SubscribeViewOptions, ViewChanged, ViewSubscribed } from '../session/follow/subscribe-view.ts';
export {
  type CallOptions,
  type Client,
  type ClientCommand,
  type ClientExport,
  type ClientOptions,
  type ClientRecordResult,
  type ClientSendOptions,
  type ClientSendResult,
  createClient,
  type ListedSession,
} from './client.ts';
export type { ClientSubscribed, ClientSubscribeOptions, ClientSubscription } from './subscribe.ts';
export type { Fetch } from './transport.ts';
export type { BodyOf, OperationName, OutputOf, ParamsOf, QueryOf } from './types.ts';
