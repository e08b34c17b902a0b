// undici's parts that the transport needs: loading them takes half the time of loading all of it. This becomes a bundle of
// its own, so that activation doesn't load it, and holds no code of ours.
export { default as Agent } from 'undici/lib/dispatcher/agent.js';
export { default as buildConnector } from 'undici/lib/core/connect.js';
