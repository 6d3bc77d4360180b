using Rpm.Ingest.Commands;

return await CommandLine.RunAsync(args, Console.Out, Console.Error);
