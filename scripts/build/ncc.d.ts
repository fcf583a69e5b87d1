// What this build uses of ncc's JavaScript API; the package ships no types.
declare module "@vercel/ncc" {
  interface Options {
    readonly esm: boolean;
    readonly cache: false;
    readonly quiet: boolean;
    readonly license: string;
    readonly target: string;
  }
  interface Output {
    readonly code: string;
    readonly assets: Readonly<Record<string, { readonly source: string | Buffer }>>;
    /** webpack's. */
    readonly stats: { toJson(options: object): unknown };
  }
  export default function ncc(entry: string, options: Options): Promise<Output>;
}
