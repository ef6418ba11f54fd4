/** The part of WebAssembly that is used here. Its types come with those of a page, which the library does not need otherwise. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Instance: new (module: object) => { readonly exports: unknown }
}

/**
 * Compiles a module at once and returns its exports.
 *
 * @throws ReferenceError without WebAssembly, and CompileError without vector instructions or where a content security policy
 * forbids WebAssembly
 */
export const instantiate = (bytes: Uint8Array<ArrayBuffer>): unknown =>
  new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports
