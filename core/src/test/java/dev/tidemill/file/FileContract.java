package dev.tidemill.file;

/// What every engine promises about files. A subclass says which engine.
abstract class FileContract extends EngineFixture
        implements OpeningContract,
                TransferContract,
                BlockingContract,
                CancellingContract,
                SubmitterContract,
                ClosingContract,
                BackPressureContract,
                ArgumentContract,
                FailureContract,
                UnobservedContract,
                WholeFileContract,
                NamesContract,
                NameBatchContract,
                WholeFileBatchContract,
                BatchContract,
                RangeContract,
                PiecesContract,
                PendingContract,
                FileStreamContract,
                FlightRecordContract,
                LockContract,
                CreationContract,
                DirectContract,
                FileToFileContract,
                EngineClosingContract {}
