/** A value that was read from text, or what is wrong with the text: a phrase that continues "Input `x` …". */
export type ReadResult<T> = { readonly value: T } | { readonly mistake: string };
