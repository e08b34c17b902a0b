// undici's parts that the transport needs: loading them takes half the time of loading all of it.
export { default as Agent } from 'undici/lib/dispatcher/agent.js';
export { default as buildConnector } from 'undici/lib/core/connect.js';
