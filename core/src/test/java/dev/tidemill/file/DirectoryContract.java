package dev.tidemill.file;

/// What every engine promises about directories. A subclass says which engine.
abstract class DirectoryContract extends EngineFixture implements WalkContract, DeleteTreeContract, WatchContract {}
