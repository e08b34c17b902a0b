import { embeddedBenchHelp, runEmbeddedBench } from '../bench/embedded.ts';
import { type Command, CommandError } from '../command.ts';

/** `midfill bench NAME`: each measures one part. */
export const benchCommand: Command = {
  summary: 'measure a part of Midfill: embedded',
  help: embeddedBenchHelp,
  run: async ([name, ...args], io) => {
    if (name === 'embedded') return Promise.resolve(runEmbeddedBench(args, io));
    throw new CommandError(`There is no benchmark "${name ?? ''}". 'midfill bench --help' lists them.`);
  },
};
