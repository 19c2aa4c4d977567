import { InvalidApp } from '../apps.ts';
import type { Core } from '../core.ts';
import { type HttpResponse, type IncomingRequest, json, type Routes } from '../exchange.ts';

export function oauthAppRoutes(core: Core): Routes {
  return { 'POST /api/oauth_apps': (request) => createApp(core, request) };
}

function createApp(core: Core, request: IncomingRequest): HttpResponse {
  if (request.headers.authorization !== `Bearer ${core.developerToken}`) {
    return refused(401, '无权进行此操作，开发者令牌无效');
  }
  const { name, redirect_uri, description = '' } = (request.json ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string') return refused(400, '应用名称不能为空');
  if (typeof redirect_uri !== 'string') return refused(400, 'redirect_uri 不能为空');
  if (typeof description !== 'string') return refused(400, 'description 必须是文本');
  try {
    const app = core.apps.register({ name, redirectUri: redirect_uri });
    return json(200, {
      success: true,
      message: '应用创建成功',
      data: {
        id: app.id,
        name: app.name,
        client_id: app.clientId,
        client_secret: app.clientSecret,
        redirect_uri: app.redirectUri,
        created_time: app.createdTime,
      },
    });
  } catch (error) {
    if (error instanceof InvalidApp) return refused(400, error.message);
    throw error;
  }
}

function refused(status: number, message: string): HttpResponse {
  return json(status, { success: false, message });
}
