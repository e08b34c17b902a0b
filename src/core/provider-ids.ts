/** Who can complete, as settings and telemetry name them. */
export const providerIds = ['embedded', 'codestral', 'deepseek', 'ollama', 'openai-compatible', 'llamacpp'] as const;
