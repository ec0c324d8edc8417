System.Console.WriteLine($"main with {args.Length} arguments");
System.Console.WriteLine(await Checks.RunAsync());
