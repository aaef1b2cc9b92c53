/**
 * Every method of the official SDK's client against the emulator: each is called here and answers, or is listed with the
 * reason why it is only refused. The list of methods is read from the class, so a new SDK fails this suite until it is looked at.
 */
import { SYNC_RESOURCE_TYPES, TodoistApi, WEBHOOK_EVENTS } from '@doist/todoist-sdk';
import type { CustomFetchResponse } from '@doist/todoist-sdk';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createTodoistEmulator } from '../../emulators/todoist/server.ts';
import type { TodoistEmulator } from '../../emulators/todoist/server.ts';

/** Methods that the emulator only ever refuses, with the reason; all others have to answer at least once. */
const ONLY_REFUSED: Readonly<Record<string, string>> = {
  joinProject: 'nobody else has a project to join',
  joinWorkspace: 'nobody else has a workspace to join',
  acceptWorkspaceInvitation: 'nobody else sends invitations',
  rejectWorkspaceInvitation: 'nobody else sends invitations',
  removeWorkspaceUser: 'the only member of a workspace is its last admin',
  downloadBackup: 'backups are never made',
  importTemplateFromId: "the vendor's gallery of templates is not here",
  createWorkspaceBillingPortalSession: 'nothing can be bought, so no workspace has a subscription',
};

function publicMethods(): readonly string[] {
  const internal = ['constructor'];
  return Object.getOwnPropertyNames(TodoistApi.prototype).filter((name) => !internal.includes(name));
}

const NOW = Date.parse('2026-03-04T09:30:00Z');
const called = new Set<string>();
const answered = new Set<string>();
let emulator: TodoistEmulator;
let api: TodoistApi;

/** The in-process door in the form that the SDK asks for. */
function sdkFetch(url: string, options?: RequestInit): Promise<CustomFetchResponse> {
  return emulator.fetch(new Request(url, options)).then((response) => ({
    ok: response.ok,
    status: response.status,
    statusText: response.statusText,
    headers: Object.fromEntries(response.headers),
    text: () => response.text(),
    json: () => response.json(),
    arrayBuffer: () => response.arrayBuffer(),
  }));
}

/** A client that notes which of its methods were called, and which of them answered. */
function createClient(): TodoistApi {
  const client = new TodoistApi('test-token', { baseUrl: 'http://todoist.test', customFetch: sdkFetch });
  return new Proxy(client, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target);
      if (typeof name !== 'string' || typeof value !== 'function') return value;
      return async (...args: readonly unknown[]): Promise<unknown> => {
        called.add(name);
        const answer: unknown = await Reflect.apply(value, target, args);
        answered.add(name);
        return answer;
      };
    },
  });
}

beforeEach(() => {
  emulator = createTodoistEmulator({ now: () => NOW });
  api = createClient();
});

const WINDOW = { since: '2026-03-01T00:00:00Z', until: '2026-03-31T00:00:00Z' };

describe('tasks', () => {
  it('lives through every call', async () => {
    const project = await api.addProject({ name: 'P' });
    const section = await api.addSection({ name: 'S', projectId: project.id });
    const task = await api.addTask({
      content: 'a',
      description: 'd',
      labels: ['x'],
      priority: 3,
      dueDatetime: '2026-03-05T10:00:00Z',
      duration: 5,
      durationUnit: 'minute',
      deadlineDate: '2026-04-01',
    });
    expect(await api.getTask(task.id)).toMatchObject({ content: 'a', due: { timezone: 'UTC' } });
    expect((await api.getTasks({ label: 'x', ids: [task.id] })).results).toHaveLength(1);
    expect((await api.getTasksByFilter({ query: '@x & p2' })).results).toHaveLength(1);
    expect(await api.updateTask(task.id, { content: 'b', dueString: null, order: 4 })).toMatchObject({
      content: 'b',
      due: null,
      childOrder: 4,
    });
    expect(await api.moveTask(task.id, { sectionId: section.id })).toMatchObject({ sectionId: section.id });
    expect(await api.moveTasks([task.id], { projectId: project.id })).toMatchObject([{ sectionId: null }]);
    expect(await api.getAllCompletedTasks()).toEqual({ items: [], projects: {}, sections: {} });
    expect(await api.closeTask(task.id)).toBe(true);
    expect((await api.getCompletedTasksByCompletionDate(WINDOW)).items).toHaveLength(1);
    expect((await api.searchCompletedTasks({ query: 'B' })).items).toHaveLength(1);
    expect(await api.reopenTask(task.id)).toBe(true);
    await api.updateTask(task.id, { dueDate: '2026-03-04' });
    await api.closeTask(task.id);
    expect((await api.getCompletedTasksByDueDate(WINDOW)).items).toHaveLength(1);
    expect(await api.getProductivityStats()).toMatchObject({
      completedCount: 2,
      goals: { dailyGoal: 5, karmaDisabled: false },
    });
    expect(await api.deleteTask(task.id)).toBe(true);
  });

  it('is added from one line of text', async () => {
    const home = await api.addProject({ name: 'Home base' });
    const section = await api.addSection({ name: 'Soon', projectId: home.id });
    const task = await api.quickAddTask({
      text: 'Buy milk tomorrow at 10:00 #Home base /Soon @shop p1 {mar 20} !30m // two liters',
      note: 'a note',
      reminder: 'today at 18:00',
    });
    expect(task).toMatchObject({
      content: 'Buy milk',
      description: 'two liters',
      projectId: home.id,
      sectionId: section.id,
      labels: ['shop'],
      priority: 4,
      due: { date: '2026-03-05T10:00:00', string: 'tomorrow at 10:00' },
      deadline: { date: '2026-03-20' },
    });
    expect((await api.getComments({ taskId: task.id })).results).toMatchObject([{ content: 'a note' }]);
    const { results } = await api.getReminders({ taskId: task.id });
    expect(results).toMatchObject([
      { type: 'relative', minuteOffset: 30 },
      { type: 'absolute', due: { date: '2026-03-04T18:00:00' } },
    ]);
    expect(await api.quickAddTask({ text: 'e-mail #nobody @ /none' })).toMatchObject({
      content: 'e-mail #nobody @ /none',
    });
  });
});

describe('projects and sections', () => {
  it('live through every call', async () => {
    const project = await api.addProject({ name: 'Probe', color: 'red', viewStyle: 'board' });
    expect(await api.getProject(project.id)).toMatchObject({ name: 'Probe' });
    expect(await api.updateProject(project.id, { name: 'Probe 2', isFavorite: true })).toMatchObject({
      isFavorite: true,
    });
    expect((await api.getProjects()).results).toHaveLength(2);
    expect((await api.searchProjects({ query: 'probe' })).results).toHaveLength(1);
    const section = await api.addSection({ name: 'S', projectId: project.id });
    expect(await api.getSection(section.id)).toMatchObject({ name: 'S' });
    expect(await api.updateSection(section.id, { name: 'T' })).toMatchObject({ name: 'T' });
    expect((await api.getSections({ projectId: project.id })).results).toHaveLength(1);
    expect((await api.searchSections({ query: 't' })).results).toHaveLength(1);
    await api.addTask({ content: 'a', projectId: project.id, sectionId: section.id });
    await api.addComment({ projectId: project.id, content: 'n' });
    expect(await api.getFullProject(project.id)).toMatchObject({
      commentsCount: 1,
      tasks: [{ content: 'a' }],
      sections: [{ name: 'T' }],
      notes: [{ content: 'n' }],
    });
    expect((await api.getProjectCollaborators(project.id)).results).toEqual([]);
    expect(
      await api.getProjectActivityStats(project.id, { weeks: 1, includeWeeklyCounts: true }),
    ).toMatchObject({ dayItems: { length: 7 }, weekItems: { length: 1 } });
    expect(await api.getProjectProgress(project.id)).toMatchObject({ activeCount: 1, progressPercent: 0 });
    expect(await api.getProjectHealth(project.id)).toMatchObject({ status: 'UNKNOWN' });
    expect(await api.analyzeProjectHealth(project.id)).toMatchObject({ status: 'UNKNOWN' });
    expect(await api.getProjectHealthContext(project.id)).toMatchObject({
      projectMetrics: { totalTasks: 1 },
    });
    expect(await api.archiveSection(section.id)).toMatchObject({ isArchived: true });
    expect(await api.unarchiveSection(section.id)).toMatchObject({ isArchived: false });
    expect(await api.deleteSection(section.id)).toBe(true);
    expect(await api.archiveProject(project.id)).toMatchObject({ isArchived: true });
    expect((await api.getArchivedProjects()).results).toHaveLength(1);
    expect(await api.getArchivedProjectsCount()).toEqual({ count: 1 });
    expect(await api.unarchiveProject(project.id)).toMatchObject({ isArchived: false });
    expect(await api.getPersonalProjectCapacity()).toMatchObject({ maxProjects: 300, activeCount: 1 });
    expect((await api.getProjectPermissions()).workspaceCollaboratorActions).toHaveLength(3);
    await expect(api.joinProject(project.id)).rejects.toMatchObject({ httpStatusCode: 403 });
    expect(await api.deleteProject(project.id)).toBe(true);
  });
});

describe('labels, comments, reminders', () => {
  it('live through every call', async () => {
    const label = await api.addLabel({ name: 'home', color: 'red', order: 3 });
    expect(await api.getLabel(label.id)).toMatchObject({ name: 'home', order: 3 });
    expect(await api.updateLabel(label.id, { name: 'house' })).toMatchObject({ name: 'house' });
    expect((await api.getLabels()).results).toHaveLength(1);
    expect((await api.searchLabels({ query: 'HOU' })).results).toHaveLength(1);
    const task = await api.addTask({
      content: 'a',
      labels: ['house', 'shared', 'other'],
      dueString: 'today at 18:00',
    });
    expect((await api.getSharedLabels({ omitPersonal: true })).results).toEqual(['other', 'shared']);
    expect(await api.renameSharedLabel({ name: 'shared', newName: 'common' })).toBe(true);
    expect(await api.removeSharedLabel({ name: 'other' })).toBe(true);
    expect(await api.deleteLabel(label.id)).toBe(true);
    expect((await api.getTask(task.id)).labels).toEqual(['common']);
    const comment = await api.addComment({ taskId: task.id, content: 'n' });
    expect(await api.getComment(comment.id)).toMatchObject({ content: 'n' });
    expect(await api.updateComment(comment.id, { content: 'm' })).toMatchObject({ content: 'm' });
    expect((await api.getComments({ taskId: task.id })).results).toHaveLength(1);
    expect(await api.deleteComment(comment.id)).toBe(true);
    const reminder = await api.addReminder({ taskId: task.id, minuteOffset: 10 });
    expect(await api.getReminder(reminder.id)).toMatchObject({ due: { date: '2026-03-04T17:50:00' } });
    expect(
      await api.updateReminder(reminder.id, { reminderType: 'relative', minuteOffset: 20 }),
    ).toMatchObject({ minuteOffset: 20 });
    const place = await api.addLocationReminder({
      taskId: task.id,
      name: 'here',
      locLat: '1',
      locLong: '2',
      locTrigger: 'on_enter',
    });
    expect(await api.getLocationReminder(place.id)).toMatchObject({ type: 'location', radius: 100 });
    expect(await api.updateLocationReminder(place.id, { radius: 50 })).toMatchObject({ radius: 50 });
    expect((await api.getLocationReminders()).results).toHaveLength(1);
    expect((await api.getReminders()).results).toHaveLength(1);
    await expect(api.getReminder(place.id)).rejects.toThrow('not found on the time-based');
    expect(await api.deleteReminder(reminder.id)).toBe(true);
    expect(await api.deleteLocationReminder(place.id)).toBe(true);
  });
});

describe('the account', () => {
  it('answers its user, log, ids, views and sync', async () => {
    expect(await api.getUser()).toMatchObject({ premiumStatus: 'current_personal_plan' });
    const task = await api.addTask({ content: 'a' });
    expect((await api.getActivityLogs({ objectEventTypes: 'task:added' })).results).toMatchObject([
      { objectId: task.id },
    ]);
    await emulator.fetch(
      new Request('http://todoist.test/_emulator/old_ids', {
        method: 'POST',
        body: JSON.stringify({ [task.id]: '918273645' }),
      }),
    );
    expect(await api.getIdMappings({ objName: 'tasks', objIds: ['918273645'] })).toEqual([
      { oldId: '918273645', newId: task.id },
    ]);
    expect(await api.getIdMappings({ objName: 'tasks', objIds: [task.id] })).toEqual([
      { oldId: '918273645', newId: task.id },
    ]);
    expect(await api.getMovedIds({ objName: 'tasks', oldIds: [task.id] })).toEqual([]);
    await api.setViewOptions({ viewType: 'TODAY', viewMode: 'BOARD' });
    expect(await api.getViewOptions()).toMatchObject([{ viewType: 'TODAY', viewMode: 'BOARD' }]);
    await api.deleteViewOptions({ viewType: 'TODAY' });
    expect(await api.getViewOptions()).toEqual([]);
    expect((await api.sync({ syncToken: '*', resourceTypes: [...SYNC_RESOURCE_TYPES] })).fullSync).toBe(true);
    expect(await api.getBackups()).toEqual([]);
    await expect(api.downloadBackup({ file: 'none' })).rejects.toThrow('404');
    expect(await api.getOrCreateEmailForwarding({ objType: 'task', objId: task.id })).toMatchObject({
      email: expect.stringContaining('@'),
    });
    expect(await api.disableEmailForwarding({ objType: 'task', objId: task.id })).toBe(true);
    const filters = await api.sync({
      commands: [{ type: 'filter_add', uuid: 'u1', tempId: 'f', args: { name: 'F', query: 'today' } }],
      resourceTypes: ['filters'],
      syncToken: '*',
    });
    expect(filters.filters).toMatchObject([{ name: 'F' }]);
    expect(await api.deleteFilter(filters.tempIdMapping?.['f'] ?? '')).toBe(true);
  });

  it('keeps uploaded files', async () => {
    const file = await api.uploadFile({ file: Buffer.from('hello'), fileName: 'hello.txt' });
    expect(file).toMatchObject({ fileName: 'hello.txt', fileSize: 5, uploadState: 'completed' });
    const read = await api.viewAttachment(file.fileUrl ?? '');
    expect(await read.text()).toBe('hello');
    expect(await api.deleteUpload({ fileUrl: file.fileUrl ?? '' })).toBe(true);
    await expect(api.viewAttachment(file.fileUrl ?? '')).rejects.toThrow('404');
  });
});

const CHECKOUT = {
  currency: 'USD',
  billingCycle: 'monthly',
  successUrl: 'https://example.com/yes',
  cancelUrl: 'https://example.com/no',
} as const;
const RETURN = { returnUrl: 'https://example.com/back' };

describe('billing', () => {
  it('answers every call for a paid account', async () => {
    expect(await api.getSubscriptionInfo()).toMatchObject({ status: 'autorenew', plan: 'pro' });
    expect(await api.createProBillingPortalSession(RETURN)).toEqual({ billingPortalUrl: expect.any(String) });
    expect(await api.cancelPlan({ reasonText: 'r' })).toEqual({ billingPortalUrl: expect.any(String) });
    expect(await api.getSubscriptionInfo()).toMatchObject({ status: 'canceled' });
    expect(await api.getProPlanDetails()).toMatchObject({ currentPlanStatus: 'Cancelled' });
    expect(await api.reactivatePlan()).toMatchObject({ status: 'autorenew' });
    expect(await api.getPrices()).toMatchObject({ pro: { length: 2 }, teams: { length: 2 } });
    expect(await api.getPricing({ formatted: true })).toMatchObject({ latestPro: 'v1' });
    const { id } = await api.addWorkspace({ name: 'W' });
    const workspaceId = String(id);
    expect(await api.getWorkspacePlanDetails({ workspaceId })).toMatchObject({ currentMemberCount: 1 });
    expect(await api.upgradeWorkspace({ ...CHECKOUT, workspaceId })).toHaveProperty('checkoutSessionUrl');
    expect(await api.startWorkspaceTrial({ ...CHECKOUT, workspaceId })).toHaveProperty('checkoutSessionUrl');
    await expect(api.createWorkspaceBillingPortalSession({ ...RETURN, workspaceId })).rejects.toMatchObject({
      httpStatusCode: 403,
    });
  });

  it('sends a free account to a checkout', async () => {
    emulator = createTodoistEmulator({ now: () => NOW, plan: 'free' });
    expect(await api.getSubscriptionInfo()).toMatchObject({ status: 'none', plan: 'free' });
    expect(await api.upgradeToPro(CHECKOUT)).toEqual({ checkoutSessionUrl: expect.any(String) });
    expect(await api.startProTrial(CHECKOUT)).toEqual({ checkoutSessionUrl: expect.any(String) });
  });
});

describe('the app console', () => {
  const site = { displayName: 'App', serviceUrl: 'https://example.com' };
  const picture = { file: Buffer.from('not really a picture'), fileName: 'icon.png' };

  it('keeps apps with their secrets and tokens', async () => {
    const app = await api.addApp(site);
    const { id } = app;
    expect((await api.getApps()).map((one) => one.id)).toEqual([id]);
    expect(await api.getApp(id)).toMatchObject({ ...site, userCount: 0, appTokenScopes: null });
    const changes = {
      description: 'd',
      oauthRedirectUri: 'https://example.com/cb',
      appTokenScopes: ['data:read', 'task:add'],
    };
    expect(await api.updateApp(id, changes)).toMatchObject(changes);
    for (const size of ['small', 'medium', 'large'] as const)
      await api.uploadAppIcon({ appId: id, ...picture, size });
    const { iconSm, iconMd, iconLg } = await api.getApp(id);
    expect(new Set([iconSm, iconMd, iconLg]).size).toBe(3);
    const { clientSecret } = await api.getAppSecrets(id);
    expect(await api.resetAppClientSecret(id)).toMatchObject({ id });
    expect((await api.getAppSecrets(id)).clientSecret).not.toBe(clientSecret);
    expect(await api.getAppTestToken(id)).toEqual({ accessToken: null });
    const { accessToken } = await api.createAppTestToken(id);
    expect(await api.getAppTestToken(id)).toEqual({ accessToken });
    const [authorization] = await api.getUserAuthorizations();
    expect(authorization).toMatchObject({ scope: ['data:read', 'task:add'], app: { id } });
    expect(await api.revokeAppTokens(id)).toMatchObject({ userCount: 0 });
    expect(await api.getAppTestToken(id)).toEqual({ accessToken: null });
    await api.createAppTestToken(id);
    const [again] = await api.getUserAuthorizations();
    const accessTokenId = String(again?.accessTokenId);
    expect(await api.revokeUserAuthorization({ accessTokenId })).toBe(true);
    expect(await api.getUserAuthorizations()).toEqual([]);
    const { verificationToken } = await api.getAppVerificationToken(id);
    expect(await api.resetAppVerificationToken(id)).not.toEqual({ verificationToken });
    expect(await api.deleteApp(id)).toBe(true);
    await expect(api.getApp(id)).rejects.toMatchObject({ httpStatusCode: 404 });
  });

  it('keeps the webhook of an app', async () => {
    const { id: appId } = await api.addApp(site);
    expect(await api.getAppWebhook(appId)).toBeNull();
    const webhook = { callbackUrl: 'https://example.com/hook', events: [...WEBHOOK_EVENTS] };
    expect(await api.updateAppWebhook({ appId, ...webhook })).toEqual({
      ...webhook,
      status: 'active',
      version: '1',
    });
    expect(await api.getAppWebhook(appId)).toMatchObject(webhook);
    expect(await api.deleteAppWebhook(appId)).toBe(true);
    expect(await api.getAppWebhook(appId)).toBeNull();
  });

  it('installs an app with what it adds to the user interface', async () => {
    const { id: integrationId } = await api.addApp(site);
    const fields = { integrationId, url: 'https://example.com/ui', name: 'N', description: 'D' };
    const menu = await api.addUiExtension({ ...fields, extensionType: 'context-menu', contextType: 'task' });
    expect(menu).toMatchObject({ integrationId, contextType: 'task', width: null, icon: null });
    await api.addUiExtension({ ...fields, extensionType: 'composer', composerType: 'comment' });
    const settings = await api.addUiExtension({ ...fields, extensionType: 'settings', width: 300 });
    expect(await api.updateUiExtension(menu.id, { extensionType: 'context-menu', name: 'M' })).toMatchObject({
      name: 'M',
      contextType: 'task',
    });
    expect(await api.uploadUiExtensionIcon({ uiExtensionId: menu.id, ...picture })).toMatchObject({
      icon: expect.stringContaining('icon.png'),
    });
    expect(await api.getUiExtension(settings.id)).toMatchObject({ extensionType: 'settings', width: 300 });
    expect(await api.deleteUiExtension(settings.id)).toBe(true);
    expect(await api.getUiExtensionsForApp(integrationId)).toHaveLength(2);
    expect(await api.getInstalledUiExtensions()).toEqual([]);
    const { distributionToken } = await api.getAppDistributionToken(integrationId);
    expect(await api.getAppByDistributionToken(distributionToken)).toMatchObject({
      id: integrationId,
      uiExtensions: [{ name: 'M' }, { name: 'N' }],
    });
    const { id } = await api.installApp({ distributionToken, installationType: 'user' });
    expect(await api.updateAppInstallation(id, { appTokenScopesValidated: true })).toMatchObject({
      appTokenScopesValidated: true,
      integration: { id: integrationId },
    });
    expect(await api.getAppInstallation(id)).toMatchObject({ id, createdTs: NOW / 1000 });
    expect(await api.getInstalledUiExtensions()).toHaveLength(2);
    expect(await api.getAppInstallations()).toHaveLength(1);
    expect(await api.uninstallApp(id)).toBe(true);
    expect(await api.getAppInstallations()).toEqual([]);
  });
});

describe('templates', () => {
  it('go out as a file and come in as a project', async () => {
    const project = await api.addProject({ name: 'Routine' });
    const section = await api.addSection({ name: 'S', projectId: project.id });
    const task = await api.addTask({ content: 'a', sectionId: section.id, dueString: 'in 3 days' });
    await api.addComment({ taskId: task.id, content: 'n' });
    const csv = await api.exportTemplateAsFile({ projectId: project.id });
    expect(csv).toContain('task,a,,4,1,,,in 3 days,en');
    const dated = await api.exportTemplateAsUrl({ projectId: project.id, useRelativeDates: false });
    expect(dated.fileName).toBe('Routine.csv');
    expect(await (await api.viewAttachment(dated.fileUrl)).text()).toContain('task,a,,4,1,,,2026-03-07,en');
    const made = { sections: [{ name: 'S' }], tasks: [{ content: 'a' }], comments: [{ content: 'n' }] };
    const file = Buffer.from(csv);
    const copy = await api.createProjectFromTemplate({ name: 'Copy', file, fileName: 'r.csv' });
    expect(copy).toMatchObject({ ...made, projects: [{ name: 'Copy' }] });
    const target = { projectId: copy.projectId };
    expect(await api.importTemplateIntoProject({ ...target, file, fileName: 'r.csv' })).toMatchObject(made);
    expect((await api.getTasks(target)).results).toHaveLength(2);
    await expect(api.importTemplateFromId({ ...target, templateId: 'none' })).rejects.toMatchObject({
      httpStatusCode: 404,
    });
  });
});

describe('workspaces', () => {
  it('have a logo', async () => {
    const { id } = await api.addWorkspace({ name: 'W' });
    const workspaceId = String(id);
    const file = Buffer.from('not really a picture');
    const logo = await api.uploadWorkspaceLogo({ workspaceId, file, fileName: 'logo.png' });
    const { logoBig } = await api.getWorkspace(workspaceId);
    expect([logoBig, logo]).toEqual([expect.stringContaining('logo.png'), expect.any(Object)]);
    expect(await (await api.viewAttachment(logoBig ?? '')).text()).toBe('not really a picture');
    await expect(api.uploadWorkspaceLogo({ workspaceId, file, fileName: 'logo.txt' })).rejects.toMatchObject({
      httpStatusCode: 400,
    });
    expect(await api.uploadWorkspaceLogo({ workspaceId, delete: true })).toBeNull();
    expect((await api.getWorkspace(workspaceId)).logoBig).toBeNull();
  });

  it('live through every call', async () => {
    const workspace = await api.addWorkspace({ name: 'W' });
    const id = String(workspace.id);
    const me = (await api.getUser()).id;
    expect(await api.getWorkspace(id)).toMatchObject({ name: 'W', role: 'ADMIN' });
    expect(await api.updateWorkspace(id, { name: 'X' })).toMatchObject({ name: 'X' });
    expect(await api.getWorkspaces()).toHaveLength(1);
    expect((await api.getWorkspaceUsers({ workspaceId: id })).workspaceUsers).toMatchObject([{ userId: me }]);
    expect((await api.getWorkspaceMembersActivity({ workspaceId: id })).members).toHaveLength(1);
    expect((await api.getWorkspaceUserTasks({ workspaceId: id, userId: me })).tasks).toEqual([]);
    expect(await api.inviteWorkspaceUsers({ workspaceId: id, emailList: ['a@example.com'] })).toMatchObject({
      invitedEmails: ['a@example.com'],
    });
    expect(await api.getWorkspaceInvitations({ workspaceId: id })).toEqual(['a@example.com']);
    expect(await api.getAllWorkspaceInvitations()).toMatchObject([{ userEmail: 'a@example.com' }]);
    expect(
      await api.deleteWorkspaceInvitation({ workspaceId: id, userEmail: 'a@example.com' }),
    ).toMatchObject({ userEmail: 'a@example.com' });
    await expect(api.acceptWorkspaceInvitation({ inviteCode: 'c' })).rejects.toMatchObject({
      httpStatusCode: 404,
    });
    await expect(api.rejectWorkspaceInvitation({ inviteCode: 'c' })).rejects.toMatchObject({
      httpStatusCode: 404,
    });
    await expect(api.joinWorkspace({ inviteCode: 'c' })).rejects.toMatchObject({ httpStatusCode: 404 });
    expect(await api.updateWorkspaceUser({ workspaceId: id, userId: me, role: 'ADMIN' })).toMatchObject({
      role: 'ADMIN',
    });
    await expect(api.removeWorkspaceUser({ workspaceId: id, userId: me })).rejects.toMatchObject({
      httpStatusCode: 403,
    });
    const folder = await api.addFolder({ name: 'F', workspaceId: id });
    expect(await api.getFolder(folder.id)).toMatchObject({ name: 'F' });
    expect(await api.updateFolder(folder.id, { name: 'G' })).toMatchObject({ name: 'G' });
    expect((await api.getFolders({ workspaceId: id })).results).toHaveLength(1);
    const project = await api.addProject({ name: 'P' });
    expect(
      await api.moveProjectToWorkspace({ projectId: project.id, workspaceId: id, folderId: folder.id }),
    ).toMatchObject({ workspaceId: id, folderId: folder.id });
    expect((await api.getProjects({ workspaceId: id })).results).toHaveLength(1);
    expect((await api.getWorkspaceActiveProjects({ workspaceId: id })).results).toHaveLength(1);
    expect((await api.getWorkspaceArchivedProjects({ workspaceId: id })).results).toEqual([]);
    expect((await api.getWorkspaceInsights(id, { projectIds: [project.id] })).projectInsights).toHaveLength(
      1,
    );
    expect(await api.deleteFolder(folder.id)).toBe(true);
    expect(await api.moveProjectToPersonal({ projectId: project.id })).toMatchObject({ parentId: null });
    expect(await api.deleteWorkspace(id)).toBe(true);
  });
});

describe('the SDK', () => {
  afterAll(() => {
    called.clear();
    answered.clear();
  });

  it('has no method that is not called here', () => {
    expect([...called].toSorted()).toEqual(publicMethods().toSorted());
  });

  it('has no method without an answer but those that are only refused for a reason', () => {
    const refused = publicMethods().filter((name) => !answered.has(name));
    expect(refused.toSorted()).toEqual(Object.keys(ONLY_REFUSED).toSorted());
  });
});
