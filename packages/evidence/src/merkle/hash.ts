import { sha256 } from '@fidecura/identity'

/** 32 bytes of SHA-256. */
export type Hash = Uint8Array

/** Bytes of a hash. */
export const hashBytes = 32

/** RFC 6962 §2.1: a leaf can never be taken for an inner node. */
export function hashLeaf(entry: Uint8Array): Hash | Promise<Hash> {
  return sha256(leafInput(entry))
}

/** RFC 6962 §2.1. */
export function hashChildren(left: Hash, right: Hash): Hash | Promise<Hash> {
  return hashNode(nodeInput(), left, right)
}

/** Room for {@link hashNode}. */
export function nodeInput(): Uint8Array {
  return new Uint8Array(1 + 2 * hashBytes)
}

/** As {@link hashChildren}. @param input - Overwritten: whoever hashes many, one after the other, makes one. */
export function hashNode(input: Uint8Array, left: Hash, right: Hash): Hash | Promise<Hash> {
  input[0] = 1
  input.set(left, 1)
  input.set(right, 1 + hashBytes)
  return sha256(input)
}

/** The root of a tree without leaves: the hash of nothing. RFC 6962 §2.1. */
export function emptyRoot(): Hash | Promise<Hash> {
  return sha256(new Uint8Array(0))
}

/** A copy of an entry behind the byte that makes it a leaf: what its hash is made of. */
export function leafInput(entry: Uint8Array): Uint8Array {
  const input = new Uint8Array(1 + entry.length)
  input.set(entry, 1)
  return input
}
