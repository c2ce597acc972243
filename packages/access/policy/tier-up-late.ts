import { setFlagsFromString } from 'node:v8'

// To be loaded before the policy engine is. By default V8 compiles a function of WebAssembly anew, optimized, after some
// ten calls, on as many threads as there are: every process would spend a second on that while it starts, for answers
// that are mostly remembered. What is asked thousands of times is still compiled anew.
setFlagsFromString('--wasm-tiering-budget=1000000000')
