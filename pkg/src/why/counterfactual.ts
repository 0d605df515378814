// What would have to be different, which is more code than why it is so: loaded when somebody asks for that.

export { told, wish } from "./different.ts";
export { seek } from "./seek.ts";
