#!/bin/sh
# Writes BundledSchema.swift from culture-plan.json. Run it after every change of the JSON file; a test compares them.
set -eu
cd "$(dirname "$0")"
{
  echo '// swift-format-ignore-file'
  echo '// Made by bundle-schema.sh from culture-plan.json.'
  echo
  echo '/// The bytes of `culture-plan.json`, which travel inside the program.'
  echo 'package let bundledSchemaText = ##"""'
  cat culture-plan.json
  echo
  echo '"""##'
} > BundledSchema.swift
