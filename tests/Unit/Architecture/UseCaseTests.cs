using System.Text.RegularExpressions;
using FluentValidation;
using MediatR;
using Messaging.Application.Common;
using Messaging.Application.Outbox;
using Messaging.Unit.Support;
using Xunit;

namespace Messaging.Unit.Architecture;

/// <summary>A use case is one file: what is asked, what is checked, what is done.</summary>
public sealed class UseCaseTests
{
    private static readonly Type[] Requests = [.. Assemblies.Types(Assemblies.Application).Where(type => type is { IsAbstract: false, IsClass: true } && type.IsAssignableTo(typeof(IBaseRequest)))];

    [Fact]
    public void Every_request_has_its_handler_in_its_file()
    {
        Assert.NotEmpty(Requests);
        Assert.Empty(Requests.Where(request => !Regex.IsMatch(FileOf(request), $@"class \w+\b[^{{]*\bIRequestHandler<{request.Name}\s*[,>]", RegexOptions.NonBacktracking)).Select(request => request.Name));
    }

    [Fact]
    public void Every_command_has_its_validator_in_its_file()
    {
        var commands = Requests.Where(IsCommand).ToArray();

        Assert.NotEmpty(commands);
        Assert.Empty(commands.Where(command => !Regex.IsMatch(FileOf(command), $@"class \w+\s*:\s*AbstractValidator<{command.Name}>", RegexOptions.NonBacktracking)).Select(command => command.Name));
    }

    [Fact]
    public void Use_cases_stand_in_a_file_of_their_name() =>
        Assert.Empty(Requests.Where(request => !Array.Exists(FilesOf(request), file => file.Path.EndsWith($"/{request.Name}.cs", StringComparison.Ordinal))).Select(request => request.Name));

    [Fact]
    public void Handlers_validators_and_consumers_are_internal()
    {
        var types = Assemblies.Types(Assemblies.Application).Where(type => type.IsClass && (IsClosed(type, typeof(IRequestHandler<,>)) || type.IsAssignableTo(typeof(IValidator)) || type.IsAssignableTo(typeof(IOutboxConsumer)))).ToArray();

        Assert.NotEmpty(types);
        Assert.Empty(types.Where(type => type.IsPublic).Select(type => type.Name));
    }

    private static bool IsCommand(Type request) => IsClosed(request, typeof(ICommand<>));

    private static bool IsClosed(Type type, Type generic) => Array.Exists(type.GetInterfaces(), contract => contract.IsGenericType && contract.GetGenericTypeDefinition() == generic);

    private static string FileOf(Type request) => Assert.Single(FilesOf(request)).Text;

    private static SourceFile[] FilesOf(Type request) =>
        [.. Repository.Source.Where(file => file.Path.StartsWith("src/Application/", StringComparison.Ordinal) && Regex.IsMatch(file.Text, $@"\brecord {request.Name}\b", RegexOptions.NonBacktracking))];
}
