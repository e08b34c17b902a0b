// The part of the SDK that Midfill uses, imported by name, so that the bundle leaves the rest out. No code of ours: like
// third-party.ts this becomes a bundle of its own, loaded at the first use of Codestral.
export { MistralCore } from '@mistralai/mistralai/core.js';
export { fimStream } from '@mistralai/mistralai/funcs/fimStream.js';
export { HTTPClient } from '@mistralai/mistralai/lib/http.js';
