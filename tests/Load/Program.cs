await Console.Error.WriteLineAsync("usage: dotnet run --project tests/Load -- <program>");
return 2;
